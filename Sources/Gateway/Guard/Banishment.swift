import Foundation
import JSONText
import Redis
import Telemetry

/// Sends somebody away from every gateway: from this one by itself, from the others through Redis.
struct Banishment: Sendable {
    private let redis: RedisConnection?
    private let own: [Shard]
    /// Tells this gateway's own messages from those of others.
    private let sender = Identifier.random()
    private let log = Logger(label: "gateway.disconnect")

    private static let channel = "gateway:disconnect"

    private struct Message: Codable {
        var sender: String
        var target: DisconnectTarget
    }

    /// - Parameter redis: nil: there are no other gateways to be told.
    init(redis: RedisConnection?, shards: [Shard]) {
        self.redis = redis
        own = shards
    }

    /// Follows what other gateways say.
    func start() async {
        await redis?.subscribe(Self.channel) { [self] bytes in
            guard let message = try? JSONDecoder().decode(Message.self, from: Data(bytes)), message.sender != sender,
                message.target.isValid
            else { return }
            Task { _ = await carryOut(message.target) }
        }
    }

    /// - Returns: how many connections were closed here. Those of other gateways close a moment later.
    func send(_ target: DisconnectTarget) async -> Int {
        if let redis, let message = try? JSONEncoder().encode(Message(sender: sender, target: target)) {
            do {
                _ = try await redis.send(["PUBLISH", .text(Self.channel), .bytes([UInt8](message))])
            } catch {
                log.warning("other gateways were not told", metadata: ["error": error.message])
            }
        }
        return await carryOut(target)
    }

    private func carryOut(_ target: DisconnectTarget) async -> Int {
        var count = 0
        for shard in own { count += await shard.disconnect(target) }
        return count
    }
}
