public import Redis

/// The room's progress through the workshop, kept in Redis: the same at every gateway, whoever comes and goes.
public struct Learning: Sendable {
    private let redis: RedisConnection
    private let (read, note, begin): (RedisScript, RedisScript, RedisScript)

    private static let key = "room:seen"

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        read = try scripts.script("learning_look")
        note = try scripts.script("learning_see")
        begin = try scripts.script("learning_forget")
    }

    nonisolated(nonsending) public func seen() async throws(StateError) -> SeenThings {
        try await things(read)
    }

    /// Notes that the room has seen what a check is about; the first time counts. While a drill waits to be found nothing
    /// is noted: it may be its doing.
    ///
    /// - Returns: all that was seen.
    nonisolated(nonsending) public func see(_ check: String) async throws(StateError) -> SeenThings {
        try await things(note, [DirectorState.drillKey], [.text(check)])
    }

    /// Begins anew.
    nonisolated(nonsending) public func forget() async throws(StateError) -> SeenThings {
        try await things(begin)
    }

    nonisolated(nonsending) private func things(
        _ script: RedisScript, _ keys: [String] = [], _ arguments: [RedisArgument] = []
    ) async throws(StateError) -> SeenThings {
        SeenThings(try await redis.state(script, keys: [Self.key] + keys, arguments: arguments).fields ?? [:])
    }
}
