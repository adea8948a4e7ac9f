import Foundation
import Redis

/// The secret behind ready links and sessions, one for all gateways of a Redis: whoever comes first makes it.
enum SharedSecret {
    /// It is not in any script: one `SET NX` and one `GET` are all there is to it.
    private static let key = "gateway:secret"

    /// - Throws: where Redis cannot be asked.
    static func read(from redis: RedisConnection) async throws(RedisError) -> [UInt8] {
        _ = try await redis.send(["SET", .text(key), .text(draw()), "NX"])
        guard let text = try await redis.send(["GET", .text(key)]).text, text.utf8.count >= 32 else {
            throw RedisError(.server, "\(key) holds no secret: delete it")
        }
        return Array(text.utf8)
    }

    /// 256 bits of the system's random numbers, as text.
    static func draw() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(random.next(), radix: 36) }.joined(separator: "-")
            + "-" + String(random.next(), radix: 36)
    }
}
