public import Redis

/// Empties what a dojo keeps in Redis, for starting anew. Nobody may be at work meanwhile: what they hold would come back.
public struct Wipe: Sendable {
    /// What must outlive it: with the secret, all links and sessions would end.
    static let kept: Set = ["gateway:secret"]

    /// The keys of a dojo, and how they begin: in a Redis that is shared with others, theirs are left alone.
    static let names: Set = ["deadletters", "outbox", "replays", "settings"]
    static let prefixes = [
        "analytics:", "deadletter:", "deadletters:", "decision:", "fraud:", "idempotency:", "lab:", "order:", "orders:",
        "outbox:", "presence:", "replay:", "room:", "verdict:",
    ]

    private let redis: RedisConnection
    /// Keys looked at in one call.
    private static let page = 1000

    public init(redis: RedisConnection) { self.redis = redis }

    /// Deletes all of it.
    ///
    /// - Returns: how many keys there were.
    @discardableResult
    nonisolated(nonsending) public func run() async throws(StateError) -> Int {
        var (cursor, count) = ("0", 0)
        repeat {
            let reply = try await redis.state(["SCAN", .text(cursor), "COUNT", .integer(Self.page)])
            guard let parts = reply.list, parts.count == 2, let next = parts[0].text else {
                throw StateError(.corrupt, "SCAN answered \(reply)")
            }
            let keys = (parts[1].list ?? []).compactMap(\.text).filter(Self.covers)
            if !keys.isEmpty { count += Int(try await redis.state(["UNLINK"] + keys.map { .text($0) }).int ?? 0) }
            cursor = next
        } while cursor != "0"
        return count
    }

    /// Whether a key is one of those that go.
    static func covers(_ key: String) -> Bool {
        !kept.contains(key) && (names.contains(key) || prefixes.contains { key.hasPrefix($0) })
    }
}
