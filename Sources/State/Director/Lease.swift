import Redis

/// The right of one among many to do something, for a while: whoever asks first has it, until it is given back or not held
/// on to.
public struct Lease: Sendable {
    private let redis: RedisConnection
    private let key: String
    private let hold: RedisScript
    private let release: RedisScript

    init(redis: RedisConnection, scripts: ScriptFolder, key: String) throws(StateError) {
        self.redis = redis
        self.key = key
        hold = try scripts.script("lease_hold")
        release = try scripts.script("lease_release")
    }

    /// Takes it, or holds on to it.
    ///
    /// - Returns: whether `owner` has it for the next `duration`.
    nonisolated(nonsending) public func hold(owner: String, for duration: Duration) async throws(StateError) -> Bool {
        let reply = try await redis.state(
            hold, keys: [key], arguments: [.text(owner), .integer(duration.milliseconds)])
        return reply.int == 1
    }

    nonisolated(nonsending) public func release(owner: String) async throws(StateError) {
        _ = try await redis.state(release, keys: [key], arguments: [.text(owner)])
    }
}
