public import Redis

/// The secret that the processes of one dojo share: it signs ready links and sessions, and lets the gateway call services.
/// Given to all of them, or kept in Redis, where whoever comes first makes it.
public struct SharedSecret: Sendable {
    /// It is not in any script: one `SET NX` and one `GET` are all there is to it.
    private static let key = "gateway:secret"

    private let given: String?
    private let redis: RedisConnection

    /// - Parameter given: what this process was told; nil: what Redis holds.
    public init(given: String?, redis: RedisConnection) {
        self.given = given
        self.redis = redis
    }

    /// What it is now: asked of Redis each time, since a Redis that is started anew has another.
    nonisolated(nonsending) public func text() async throws(StateError) -> String {
        if let given { return given }
        do {
            return try await Self.read(from: redis)
        } catch {
            throw StateError(error)
        }
    }

    /// - Throws: where Redis cannot be asked.
    nonisolated(nonsending) public static func read(from redis: RedisConnection) async throws(RedisError) -> String {
        _ = try await redis.send(["SET", .text(key), .text(draw()), "NX"])
        guard let text = try await redis.send(["GET", .text(key)]).text, text.utf8.count >= 32 else {
            throw RedisError(.server, "\(key) holds no secret: delete it")
        }
        return text
    }

    /// 256 bits of the system's random numbers, as text.
    public static func draw() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(random.next(), radix: 36) }.joined(separator: "-")
            + "-" + String(random.next(), radix: 36)
    }

    /// Whether both say the same, in a time that does not tell where they begin to differ.
    public static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
