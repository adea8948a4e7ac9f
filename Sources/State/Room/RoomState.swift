public import Redis

/// What Redis knows of the room, besides who is there: orders by person, and what is not shown.
public struct RoomState: Sendable {
    /// Names and orders that may be hidden at a time.
    public static let mostHidden = 1000

    private let redis: RedisConnection
    private let hide: RedisScript

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        hide = try scripts.script("room_hide")
    }

    /// Everybody who has placed an order, and how many.
    nonisolated(nonsending) public func orders() async throws(StateError) -> [Person: Int] {
        let names = try await redis.state(["HGETALL", .text(RoomKeys.names)]).fields ?? [:]
        let counts = try await redis.state(["HGETALL", .text(RoomKeys.orders)]).fields ?? [:]
        var orders: [Person: Int] = [:]
        for (id, count) in counts { orders[Person(id: id, name: names[id] ?? "")] = Int(count) ?? 0 }
        return orders
    }

    nonisolated(nonsending) public func hidden() async throws(StateError) -> HiddenThings {
        HiddenThings(try await redis.state(["HGETALL", .text(RoomKeys.hidden)]).fields ?? [:])
    }

    /// Hides something, or shows it again.
    /// - Returns: false where more is hidden than there is room for.
    nonisolated(nonsending) public func set(
        _ kind: HiddenThings.Kind, _ text: String, isHidden: Bool
    ) async throws(StateError) -> Bool {
        let reply = try await redis.state(
            hide, keys: [RoomKeys.hidden],
            arguments: [
                .text(HiddenThings.field(kind, text)), .text(text), .integer(isHidden ? 1 : 0),
                .integer(Self.mostHidden),
            ])
        return reply.int == 1
    }

    /// Calls `body` on the connection's loop whenever something was hidden or shown, also after each reconnect.
    nonisolated(nonsending) public func onChange(_ body: @escaping @Sendable () -> Void) async {
        await redis.subscribe(RoomKeys.hidden, onMessage: { _ in body() }, onConnected: body)
    }
}
