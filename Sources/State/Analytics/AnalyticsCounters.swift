public import OrderEvents
public import Redis

/// Counts orders and what became of their notifications: in all, by minute, and how long it took.
///
/// Each event counts once, however often it is delivered. Orders and their outcomes may come in either order.
public struct AnalyticsCounters: Sendable {
    /// Something to count. Times are those of the records.
    public enum Event: Hashable, Sendable {
        case created(Order, at: Timestamp, eventID: EventID)
        case outcome(NotificationOutcome, orderID: String, at: Timestamp, eventID: EventID)
    }

    /// What happened in one minute, by record time.
    public struct Minute: Hashable, Sendable {
        public let start: Timestamp
        public let created: Int
        public let outcomes: [NotificationOutcome: Int]
        /// Of the orders whose first success or failure for good was in this minute; nil without any.
        public let averageLatency: Int?
        /// What the orders created in it are worth.
        public let revenue: Price
        /// How much of each item was ordered in it.
        public let items: [String: Int]
    }

    private let redis: RedisConnection
    private let horizon: Duration
    private let count: RedisScript
    private let minutes: RedisScript

    /// - Parameter horizon: how long it is remembered what was counted: the topics' retention plus a day.
    public init(redis: RedisConnection, scripts: ScriptFolder, horizon: Duration) throws(StateError) {
        self.redis = redis
        self.horizon = horizon
        count = try scripts.script("analytics_count")
        minutes = try scripts.script("analytics_minutes")
    }

    /// Counts `events`, in one call.
    /// - Parameter now: the time of the statistics; a record from the future does not move the last minute beyond it.
    /// - Returns: how things stand after the last outcome among `events`; nil without any.
    nonisolated(nonsending) public func count(_ events: [Event], now: Timestamp) async throws(StateError)
        -> StreamStats?
    {
        guard !events.isEmpty else { return nil }
        var keys = ["analytics:totals", "analytics:created"]
        var arguments: [RedisArgument] = [.integer(horizon.milliseconds), .integer(now.milliseconds)]
        var cause: String?
        for event in events {
            let (kind, orderID, time, eventID): (String, String, Timestamp, EventID)
            var sale: [RedisArgument] = [.integer(0), .text(""), .integer(0)]
            switch event {
            case .created(let order, let at, let id):
                (kind, orderID, time, eventID) = ("created", order.id, at, id)
                sale = Self.sale(order)
            case .outcome(let outcome, let order, let at, let id):
                (kind, orderID, time, eventID) = (outcome.rawValue, order, at, id)
                cause = order
            }
            keys += [
                "analytics:seen:\(KeyName.escape(eventID.text))", "analytics:order:\(KeyName.escape(orderID))",
                Self.minute(time.milliseconds / 60_000),
            ]
            arguments += [.text(kind), .text(orderID), .integer(time.milliseconds)] + sale
        }
        let reply = try await redis.state(count, keys: keys, arguments: arguments)
        guard let numbers = reply.list?.compactMap(\.int), numbers.count == 5 else {
            throw StateError(.corrupt, "analytics_count answered \(reply)")
        }
        guard let cause else { return nil }
        return StreamStats(
            orderID: cause, ordersPerMinute: Int(numbers[0]),
            outcomes: [.notified: Int(numbers[1]), .retry: Int(numbers[2]), .deadLetter: Int(numbers[3])],
            averageLatency: Int(numbers[4]), timestamp: now)
    }

    /// The minutes up to and including the one that it is by the clock of Redis, oldest first; empty ones too.
    nonisolated(nonsending) public func minutes(_ count: Int) async throws(StateError) -> [Minute] {
        let time = try await redis.state(["TIME"])
        guard let seconds = time.list?.first?.int else { throw StateError(.corrupt, "TIME answered \(time)") }
        return try await minutes(count, until: Timestamp(milliseconds: seconds * 1000))
    }

    /// The minutes up to and including that of `end`, oldest first; empty ones too.
    nonisolated(nonsending) public func minutes(_ count: Int, until end: Timestamp) async throws(StateError) -> [Minute]
    {
        let last = end.milliseconds / 60_000
        let numbers = (last - Int64(count) + 1)...last
        let reply = try await redis.state(minutes, keys: numbers.map(Self.minute))
        guard let rows = reply.list, rows.count == count else {
            throw StateError(.corrupt, "analytics_minutes answered \(reply)")
        }
        return zip(numbers, rows).map { number, row in
            let counts = (row.list ?? []).map { Int($0.int ?? 0) }
            func count(_ index: Int) -> Int { index < counts.count ? counts[index] : 0 }
            let items = row.list?.last?.fields?.compactMapValues { Int($0) } ?? [:]
            return Minute(
                start: Timestamp(milliseconds: number * 60_000), created: count(0),
                outcomes: [.notified: count(1), .retry: count(2), .deadLetter: count(3)],
                averageLatency: count(5) > 0 ? count(4) / count(5) : nil, revenue: Price(cents: Int64(count(6))),
                items: items)
        }
    }

    /// A record may claim any quantity and price, and a sum must not run over: no order of the API comes near this.
    private static func sale(_ order: Order) -> [RedisArgument] {
        let quantity = min(max(order.quantity, 0), 1_000_000)
        let cents = min(max(order.amount.cents, 0), 1_000_000_000_000)
        return [.integer(cents), .text(String(order.item.prefix(100))), .integer(quantity)]
    }

    private static func minute(_ number: Int64) -> String { "analytics:minute:\(number)" }
}
