public import Redis

/// Groups that are to read again what they have read. Whoever reads a partition sends it back once, also who gets it only
/// later; what was decided about its records stands.
public struct Replays: Sendable {
    private let redis: RedisConnection
    private let request: RedisScript
    private let claim: RedisScript
    private let done: RedisScript
    private let list: RedisScript

    /// A group of which no instance runs is sent back when one does, up to this long after somebody has asked for it.
    public static let lifetime = Duration.seconds(3600)

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        request = try scripts.script("replay_request")
        claim = try scripts.script("replay_claim")
        done = try scripts.script("replay_done")
        list = try scripts.script("replay_list")
    }

    // MARK: Whoever asks

    /// Asks `group` to read from `start` on; what it was asked before counts no more.
    ///
    /// - Parameters:
    ///   - id: new, for this replay alone.
    ///   - ends: of all partitions that the group reads, as they are now.
    nonisolated(nonsending) public func request(
        id: String, group: String, from start: Replay.Start, ends: [Replay.Place: Int64]
    ) async throws(StateError) {
        let places = ends.sorted { $0.key < $1.key }
        _ = try await redis.state(
            request, keys: [Self.key(group), Self.all],
            arguments: [
                .text(id), .text(group), .text(start.text), .integer(Self.lifetime.milliseconds),
            ] + places.flatMap { [.text($0.key.description), .integer($0.value)] })
    }

    /// What was asked for of late, by group.
    nonisolated(nonsending) public func list() async throws(StateError) -> [Replay] {
        let reply = try await redis.state(list, keys: [Self.all], arguments: [.text(Self.key(""))])
        guard let rows = reply.list else { throw StateError(.corrupt, "replay_list answered \(reply)") }
        return rows.compactMap { $0.fields.flatMap(Replay.init) }.sorted { $0.group < $1.group }
    }

    // MARK: Whoever reads

    /// What one instance has to send back.
    public struct Claim: Hashable, Sendable {
        /// Of the replay.
        public let id: String
        public let start: Replay.Start
        public let places: [Replay.Place]
    }

    /// Takes it on `instance` to send back those of `places`, which it reads, that nobody has.
    ///
    /// - Returns: nil where there is nothing to do.
    nonisolated(nonsending) public func claim(
        _ places: [Replay.Place], of group: String, for instance: String
    ) async throws(StateError) -> Claim? {
        guard !places.isEmpty else { return nil }
        let reply = try await redis.state(
            claim, keys: [Self.key(group)], arguments: [.text(instance)] + places.map { .text($0.description) })
        guard let parts = reply.list?.compactMap(\.text) else {
            throw StateError(.corrupt, "replay_claim answered \(reply)")
        }
        guard parts.count > 2 else { return nil }
        guard let start = Replay.Start(text: parts[1]) else {
            throw StateError(.corrupt, "a replay begins at \(parts[1])")
        }
        return Claim(id: parts[0], start: start, places: parts.dropFirst(2).compactMap { Replay.Place(text: $0[...]) })
    }

    /// Notes that `instance` has sent a partition back to `offset`.
    nonisolated(nonsending) public func finish(
        _ claim: Claim, _ place: Replay.Place, of group: String, by instance: String, at offset: Int64
    ) async throws(StateError) {
        _ = try await redis.state(
            done, keys: [Self.key(group)],
            arguments: [.text(claim.id), .text(place.description), .text(instance), .integer(offset)])
    }

    /// Calls `body` on the connection's loop whenever something may have been asked for, also after each reconnect.
    nonisolated(nonsending) public func onRequest(_ body: @escaping @Sendable () -> Void) async {
        await redis.subscribe(Self.all, onMessage: { _ in body() }, onConnected: body)
    }

    private static let all = "replays"
    private static func key(_ group: String) -> String { "replay:\(KeyName.escape(group))" }
}
