import Foundation
public import OrderEvents
public import Redis

/// How many orders there were around an order, of its customer and of everybody; and the verdict on each order, once.
///
/// The windows hold order ids by **record time**: an order that is delivered twice counts once, and a backlog that is read
/// late looks as it would have looked live.
public struct FraudWindows: Sendable {
    /// An order to be checked.
    public struct Entry: Hashable, Sendable {
        public let order: Order
        /// Of its record.
        public let time: Timestamp

        public init(order: Order, time: Timestamp) {
            self.order = order
            self.time = time
        }
    }

    /// What was found, and by whom, the first time that the order was checked.
    public struct Verdict: Hashable, Sendable {
        public let check: FraudCheck
        public let instanceID: String
        /// When it was reached.
        public let time: Timestamp
        /// Whether Kafka has acknowledged what was told of it: nothing is left to do.
        public let isAcknowledged: Bool
    }

    /// Orders so much newer than the one that is checked count too: instances run a little apart.
    public static let ahead = Duration.seconds(5)

    /// Orders so much older than an instance's position may still be checked by another one.
    static let behind = Duration.seconds(120)

    private let redis: RedisConnection
    private let horizon: Duration
    private let check: RedisScript
    private let acknowledge: RedisScript
    private let windows: RedisScript

    /// - Parameter horizon: how long verdicts are kept: the topics' retention plus a day.
    public init(redis: RedisConnection, scripts: ScriptFolder, horizon: Duration) throws(StateError) {
        self.redis = redis
        self.horizon = horizon
        check = try scripts.script("fraud_check")
        acknowledge = try scripts.script("decision_acknowledge")
        windows = try scripts.script("fraud_windows")
    }

    /// Checks orders one after the other, in one call: each is added to the windows and counted, itself included, before
    /// the next is. One that has a verdict keeps it and is not added again.
    ///
    /// - Parameters:
    ///   - limits: stored with the verdict, and the length of the windows.
    ///   - position: no order older than this will be checked any more by this instance, as far as it can know: what is older
    ///     by twice the window, and by two minutes at least, is dropped: another instance may be that far behind.
    ///   - now: the time of the verdicts.
    /// - Returns: the verdict that holds on each order.
    nonisolated(nonsending) public func check(
        _ entries: [Entry], limits: FraudLimits, position: Timestamp, instanceID: String, now: Timestamp
    ) async throws(StateError) -> [Verdict] {
        guard !entries.isEmpty else { return [] }
        let window = Int64(limits.windowSeconds) * 1000
        var keys = [Self.global, Self.customers]
        var arguments: [RedisArgument] = [
            .integer(window), .integer(Self.ahead.milliseconds),
            .integer(position.milliseconds - max(2 * window, Self.behind.milliseconds)),
            .integer(horizon.milliseconds),
            .text("\(limits.velocity) \(limits.burst) \(limits.amount.cents) \(limits.windowSeconds)"),
            .integer(now.milliseconds), .text(instanceID),
        ]
        for entry in entries {
            keys += [Self.verdict(entry.order.id), Self.customer + KeyName.escape(entry.order.customerName)]
            arguments += [.text(entry.order.id), .integer(entry.time.milliseconds)]
        }
        let reply = try await redis.state(check, keys: keys, arguments: arguments)
        let verdicts = reply.list?.compactMap { $0.text.flatMap(Verdict.init(stored:)) } ?? []
        guard verdicts.count == entries.count else { throw StateError(.corrupt, "fraud_check answered \(reply)") }
        return verdicts
    }

    /// Marks that what was told of the verdicts on these orders has been acknowledged.
    nonisolated(nonsending) public func acknowledge(_ orderIDs: [String]) async throws(StateError) {
        guard !orderIDs.isEmpty else { return }
        _ = try await redis.state(acknowledge, keys: orderIDs.map(Self.verdict))
    }

    /// How full the windows are at one moment.
    public struct Levels: Hashable, Sendable {
        /// By the clock of Redis.
        public let time: Timestamp
        /// Orders of everybody.
        public let global: Int
        /// The customers with the most orders, these first.
        public let busiest: [Customer]

        public struct Customer: Hashable, Sendable {
            public let name: String
            public let count: Int
        }
    }

    /// How many orders there are in the windows that end now.
    ///
    /// - Parameters:
    ///   - seconds: length of the windows.
    ///   - most: how many customers are named.
    nonisolated(nonsending) public func levels(
        windowSeconds seconds: Int, most: Int = 10
    ) async throws(StateError) -> Levels {
        let reply = try await redis.state(
            windows, keys: [Self.global, Self.customers],
            arguments: [
                .integer(seconds * 1000), .integer(Self.ahead.milliseconds), .integer(most), .text(Self.customer),
            ])
        guard let parts = reply.list, parts.count == 3, let time = parts[0].int, let global = parts[1].int,
            let pairs = parts[2].list
        else { throw StateError(.corrupt, "fraud_windows answered \(reply)") }
        let busiest = stride(from: 0, to: pairs.count - 1, by: 2).compactMap { index -> Levels.Customer? in
            guard let name = pairs[index].text?.removingPercentEncoding, let count = pairs[index + 1].int else {
                return nil
            }
            return Levels.Customer(name: name, count: Int(count))
        }
        return Levels(time: Timestamp(milliseconds: time), global: Int(global), busiest: busiest)
    }

    private static let (global, customers, customer) = ("fraud:global", "fraud:customers", "fraud:customer:")
    private static func verdict(_ orderID: String) -> String { "verdict:\(KeyName.escape(orderID))" }
}

extension FraudWindows.Verdict {
    /// As `fraud_check.lua` stores it: mark, counts, limits, time, instance.
    init?(stored: String) {
        let parts = stored.split(separator: " ", maxSplits: 8, omittingEmptySubsequences: false)
        guard parts.count == 9, let customer = Int(parts[1]), let global = Int(parts[2]), let velocity = Int(parts[3]),
            let burst = Int(parts[4]), let cents = Int64(parts[5]), let seconds = Int(parts[6]),
            let time = Int64(parts[7])
        else { return nil }
        self.init(
            check: FraudCheck(
                customerOrdersInWindow: customer, globalOrdersInWindow: global,
                limits: FraudLimits(
                    velocity: velocity, burst: burst, amount: Price(cents: cents), windowSeconds: seconds)),
            instanceID: String(parts[8]), time: Timestamp(milliseconds: time), isAcknowledged: parts[0] == "1")
    }
}
