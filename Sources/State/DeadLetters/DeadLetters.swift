public import OrderEvents
public import Redis

/// What was done about dead letters. The letters themselves are records on their topics; a letter is known by its event id.
///
/// Sending one back goes as decisions do: that and when is stored before it is written, that it is in Kafka after. Whoever
/// goes on after a crash writes the same record, with the same id.
public struct DeadLetters: Sendable {
    /// The right to send a letter back.
    public struct Claim: Hashable, Sendable {
        public let id: EventID
        /// Which time this is, from 1 on.
        public let count: Int
        /// When it was first taken on: the time of the record.
        public let time: Timestamp
    }

    /// How long whoever has taken one on may take to write it, before another may.
    public static let lease = Duration.seconds(30)

    let redis: RedisConnection
    private let horizon: Duration
    private let claim: RedisScript
    private let settle: RedisScript
    private let discard: RedisScript
    private let list: RedisScript

    /// - Parameter horizon: how long it is remembered what was done: the topics' retention plus a day.
    public init(redis: RedisConnection, scripts: ScriptFolder, horizon: Duration) throws(StateError) {
        self.redis = redis
        self.horizon = horizon
        claim = try scripts.script("deadletter_claim")
        settle = try scripts.script("deadletter_settle")
        discard = try scripts.script("deadletter_discard")
        list = try scripts.script("deadletter_list")
    }

    /// Takes letters on to be sent back.
    ///
    /// - Parameter again: also those that were sent back or put aside already.
    /// - Returns: for each the claim; nil where it is being sent back by another, or was already.
    nonisolated(nonsending) public func claim(
        _ ids: [EventID], again: Bool = false
    ) async throws(StateError) -> [Claim?] {
        guard !ids.isEmpty else { return [] }
        let reply = try await redis.state(
            claim, keys: ids.map(Self.key),
            arguments: [.integer(Self.lease.milliseconds), .integer(horizon.milliseconds), again ? 1 : 0])
        guard let rows = reply.list, rows.count == ids.count else {
            throw StateError(.corrupt, "deadletter_claim answered \(reply)")
        }
        return zip(ids, rows).map { id, row in
            guard let parts = row.list, parts.count == 2, let count = parts[0].int, let time = parts[1].int else {
                return nil
            }
            return Claim(id: id, count: Int(count), time: Timestamp(milliseconds: time))
        }
    }

    /// Notes where each record is that was written, `<topic>/<partition>/<offset>`; nil: it is not known to be anywhere, and
    /// may be taken on again at once.
    ///
    /// - Returns: how many are sent back now.
    @discardableResult
    nonisolated(nonsending) public func settle(
        _ outcomes: [(claim: Claim, place: String?)]
    ) async throws(StateError) -> Int {
        guard !outcomes.isEmpty else { return 0 }
        let reply = try await redis.state(
            settle, keys: [Self.changes] + outcomes.map { Self.key($0.claim.id) },
            arguments: outcomes.flatMap { outcome -> [RedisArgument] in
                [.text(outcome.claim.id.text), .integer(outcome.claim.count), .text(outcome.place ?? "")]
            })
        return Int(reply.int ?? 0)
    }

    /// Puts letters aside about which nobody has done anything.
    ///
    /// - Returns: how many.
    nonisolated(nonsending) public func discard(_ ids: [EventID]) async throws(StateError) -> Int {
        guard !ids.isEmpty else { return 0 }
        let reply = try await redis.state(
            discard, keys: [Self.changes] + ids.map(Self.key),
            arguments: [.integer(horizon.milliseconds)] + ids.map { .text($0.text) })
        return Int(reply.int ?? 0)
    }

    /// What was done about each.
    nonisolated(nonsending) public func states(of ids: [EventID]) async throws(StateError) -> [DeadLetterState] {
        guard !ids.isEmpty else { return [] }
        let reply = try await redis.state(list, keys: ids.map(Self.key))
        guard let rows = reply.list, rows.count == ids.count else {
            throw StateError(.corrupt, "deadletter_list answered \(reply)")
        }
        return rows.map { row in
            let parts = row.list ?? []
            func text(_ index: Int) -> String { index < parts.count ? parts[index].text ?? "" : "" }
            return DeadLetterState(stored: text(0), count: Int(text(1)) ?? 0, place: text(2))
        }
    }

    /// Calls `body` on the connection's loop with every change, anybody's: a JSON array of `id`, `state`, `redriveCount`.
    nonisolated(nonsending) public func onChange(_ body: @escaping @Sendable ([UInt8]) -> Void) async {
        await redis.subscribe(Self.changes, onMessage: { body($0) }, onConnected: {})
    }

    private static let changes = "deadletters"
    private static func key(_ id: EventID) -> String { "deadletter:\(KeyName.escape(id.text))" }
}
