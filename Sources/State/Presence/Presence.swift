import Foundation
public import OrderEvents
public import Redis

/// Who is there: service instances, gateways, people. Each says so now and then; who has not for a while is gone.
public struct Presence: Sendable {
    public struct Member: Hashable, Sendable {
        public let id: String
        /// By the clock of Redis.
        public let lastHeartbeat: Timestamp
        /// Whatever it said of itself last.
        public let details: [String: String]
    }

    private let redis: RedisConnection
    private let lifetime: Duration
    private let heartbeat: RedisScript
    private let list: RedisScript
    private let remove: RedisScript

    /// - Parameter lifetime: how long after its last heartbeat a member counts as present.
    public init(
        redis: RedisConnection, scripts: ScriptFolder, lifetime: Duration = .seconds(6)
    ) throws(StateError) {
        self.redis = redis
        self.lifetime = lifetime
        heartbeat = try scripts.script("presence_heartbeat")
        list = try scripts.script("presence_list")
        remove = try scripts.script("presence_remove")
    }

    /// Says that `id` is there, and all that there is to say of it: earlier details are replaced.
    public func heartbeat(kind: String, id: String, details: [String: String] = [:]) async throws(StateError) {
        _ = try await redis.state(
            heartbeat, keys: [Self.key(kind), Self.key(kind, id)],
            arguments: [.integer(lifetime.milliseconds), .text(KeyName.escape(id))]
                + details.sorted { $0.key < $1.key }.flatMap { [.text($0.key), .text($0.value)] })
    }

    /// Who is there, by id.
    public func list(kind: String) async throws(StateError) -> [Member] {
        let reply = try await redis.state(
            list, keys: [Self.key(kind)], arguments: [.integer(lifetime.milliseconds), .text(Self.key(kind, ""))])
        guard let rows = reply.list else { throw StateError(.corrupt, "presence_list answered \(reply)") }
        let members = rows.compactMap { row -> Member? in
            guard let parts = row.list, parts.count == 3, let id = parts[0].text?.removingPercentEncoding,
                let time = parts[1].int, let details = parts[2].fields
            else { return nil }
            return Member(id: id, lastHeartbeat: Timestamp(milliseconds: time), details: details)
        }
        return members.sorted { $0.id < $1.id }
    }

    /// Says that `id` has left.
    public func remove(kind: String, id: String) async throws(StateError) {
        _ = try await redis.state(
            remove, keys: [Self.key(kind), Self.key(kind, id)], arguments: [.text(KeyName.escape(id))])
    }

    private static func key(_ kind: String) -> String { "presence:\(KeyName.escape(kind))" }
    private static func key(_ kind: String, _ id: String) -> String { "\(key(kind)):\(KeyName.escape(id))" }
}
