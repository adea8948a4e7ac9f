import Foundation
public import OrderEvents
public import Redis

/// Who is there: service instances, people. Each says so now and then; who has not for a while is gone.
public struct Presence: Sendable {
    /// Somebody who says that they are there, and all that there is to say of them.
    public struct Heartbeat: Sendable {
        public let id: String
        public let details: [String: String]

        public init(id: String, details: [String: String] = [:]) {
            self.id = id
            self.details = details
        }
    }

    public struct Member: Hashable, Sendable {
        public let id: String
        /// By the clock of Redis.
        public let lastHeartbeat: Timestamp
        /// Whatever it said of itself last.
        public let details: [String: String]
    }

    /// Who is there at one moment.
    public struct Listing: Sendable {
        public let count: Int
        /// By id; nil where there are more than were asked for.
        public let members: [Member]?
    }

    /// The kind of service instances: their details tell service, state and address.
    public static let services = "service"

    private let redis: RedisConnection
    /// How long after its last heartbeat a member counts as present.
    public let lifetime: Duration
    private let heartbeat: RedisScript
    private let list: RedisScript
    private let remove: RedisScript

    /// Members that one call of a script is about: it keeps Redis from everything else for a millisecond or two.
    private static let most = 200

    public init(
        redis: RedisConnection, scripts: ScriptFolder, lifetime: Duration = .seconds(6)
    ) throws(StateError) {
        self.redis = redis
        self.lifetime = lifetime
        heartbeat = try scripts.script("presence_heartbeat")
        list = try scripts.script("presence_list")
        remove = try scripts.script("presence_remove")
    }

    /// Says that all of these are there: earlier details are replaced.
    ///
    /// - Returns: how many of them were not known to be there before.
    @discardableResult
    nonisolated(nonsending) public func heartbeat(kind: String, _ members: [Heartbeat]) async throws(StateError) -> Int
    {
        var new = 0
        for some in Self.pieces(of: members) {
            let reply = try await redis.state(
                heartbeat, keys: [Self.key(kind)] + some.map { Self.key(kind, $0.id) },
                arguments: [.integer(lifetime.milliseconds)] + some.flatMap(Self.arguments))
            new += reply.int.map(Int.init) ?? 0
        }
        return new
    }

    private static func arguments(_ member: Heartbeat) -> [RedisArgument] {
        [.text(KeyName.escape(member.id)), .integer(Int64(member.details.count * 2))]
            + member.details.sorted { $0.key < $1.key }.flatMap { [.text($0.key), .text($0.value)] }
    }

    /// Who is there.
    ///
    /// - Parameter limit: of more than this only the number is told.
    nonisolated(nonsending) public func list(kind: String, upTo limit: Int? = nil) async throws(StateError) -> Listing {
        let reply = try await redis.state(
            list, keys: [Self.key(kind)],
            arguments: [
                .integer(lifetime.milliseconds), .text(Self.key(kind, "")), .text(limit.map(String.init) ?? ""),
            ])
        guard let parts = reply.list, parts.count == 2, let count = parts[0].int, let rows = parts[1].list else {
            throw StateError(.corrupt, "presence_list answered \(reply)")
        }
        guard count <= limit ?? .max else { return Listing(count: Int(count), members: nil) }
        let members = rows.compactMap(Self.member).sorted { $0.id < $1.id }
        return Listing(count: members.count, members: members)
    }

    private static func member(_ row: RedisReply) -> Member? {
        guard let parts = row.list, parts.count == 3, let id = parts[0].text?.removingPercentEncoding,
            let time = parts[1].int, let details = parts[2].fields
        else { return nil }
        return Member(id: id, lastHeartbeat: Timestamp(milliseconds: time), details: details)
    }

    /// Says that all of these have left.
    nonisolated(nonsending) public func remove(kind: String, ids: [String]) async throws(StateError) {
        for some in Self.pieces(of: ids) {
            _ = try await redis.state(
                remove, keys: [Self.key(kind)] + some.map { Self.key(kind, $0) },
                arguments: some.map { .text(KeyName.escape($0)) })
        }
    }

    private static func pieces<Element>(of all: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: all.count, by: most).map { all[$0..<min($0 + most, all.count)] }
    }

    private static func key(_ kind: String) -> String { "presence:\(KeyName.escape(kind))" }
    private static func key(_ kind: String, _ id: String) -> String { "\(key(kind)):\(KeyName.escape(id))" }
}
