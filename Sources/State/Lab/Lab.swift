public import Redis

/// What is to run and how, and what was done about it: kept in Redis, for whoever runs the processes to see to.
public struct Lab: Sendable {
    /// One thing to be said of the desired state.
    public enum Change: Hashable, Sendable {
        case count(service: String, Int?)
        case wish(instance: String, DesiredState.Wish?)
        case restart(instance: String)
        case broker(DesiredState.Broker?)
        /// Everything is to begin anew.
        case reset

        fileprivate var arguments: [RedisArgument] {
            switch self {
            case .count(let service, let count): [.text("count:\(service)"), .text(count.map { "\($0)" } ?? "")]
            case .wish(let instance, let wish): [.text("instance:\(instance)"), .text(wish?.rawValue ?? "")]
            case .restart(let instance): [.text("restart:\(instance)"), .text("+")]
            case .broker(let broker): [.text("broker"), .text(broker?.text ?? "")]
            case .reset: [.text("reset"), .text("+")]
            }
        }
    }

    private let redis: RedisConnection
    private let desire: RedisScript

    private static let (desired, entries) = ("lab:desired", "lab:log")

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        desire = try scripts.script("lab_desire")
    }

    /// What is desired now.
    nonisolated(nonsending) public func state() async throws(StateError) -> DesiredState {
        DesiredState(fields: try await redis.state(["HGETALL", .text(Self.desired)]).fields ?? [:])
    }

    /// Says all of `changes`, or nothing, and writes down `entry`; without one nobody is to know who did it.
    nonisolated(nonsending) public func desire(_ changes: [Change], _ entry: LabEntry?) async throws(StateError) {
        _ = try await redis.state(
            desire, keys: [Self.desired, Self.entries],
            arguments: [
                .text(entry?.by.rawValue ?? ""), .text(entry?.action ?? ""), .text(entry?.target ?? ""),
                .text(entry?.detail ?? ""),
            ]
                + changes.flatMap(\.arguments))
    }

    /// Calls `changed` whenever something may be desired that was not before; also when Redis was away.
    public func follow(_ changed: @escaping @Sendable () -> Void) async {
        await redis.subscribe(Self.desired, onMessage: { _ in changed() }, onConnected: { changed() })
    }

    // MARK: What was done

    /// The newest entries, oldest first.
    nonisolated(nonsending) public func log(last limit: Int) async throws(StateError) -> [LabEntry] {
        let reply = try await redis.state(["XREVRANGE", .text(Self.entries), "+", "-", "COUNT", .integer(limit)])
        return Self.entries(reply).reversed()
    }

    /// What came after an entry, oldest first.
    nonisolated(nonsending) public func log(after id: String) async throws(StateError) -> [LabEntry] {
        Self.entries(try await redis.state(["XRANGE", .text(Self.entries), .text("(\(id)"), "+", "COUNT", "200"]))
    }

    private static func entries(_ reply: RedisReply) -> [LabEntry] {
        (reply.list ?? []).compactMap { row in
            guard let parts = row.list, parts.count == 2, let id = parts[0].text, let fields = parts[1].fields else {
                return nil
            }
            return LabEntry(id: id, fields: fields)
        }
    }
}
