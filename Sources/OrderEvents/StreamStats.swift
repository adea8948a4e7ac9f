import JSONText

/// A value of topic `audit` by analytics: how things stand after a notification's outcome.
public struct StreamStats: Hashable, Sendable {
    public static let action = "STREAM_STATS"

    /// The order whose outcome caused it.
    public var orderID: String
    /// Distinct orders created in the last 60 s, by record time.
    public var ordersPerMinute: Int
    public var outcomes: [NotificationOutcome: Int]
    /// From `created` to the outcome, in milliseconds.
    public var averageLatency: Int
    public var timestamp: Timestamp

    public init(
        orderID: String, ordersPerMinute: Int, outcomes: [NotificationOutcome: Int], averageLatency: Int,
        timestamp: Timestamp
    ) {
        self.orderID = orderID
        self.ordersPerMinute = ordersPerMinute
        self.outcomes = outcomes
        self.averageLatency = averageLatency
        self.timestamp = timestamp
    }

    /// NOTIFIED ÷ (NOTIFIED + DLQ) with one decimal, rounded half up; `0.0%` before the first of either.
    public var successRate: String {
        let notified = outcomes[.notified, default: 0]
        let ended = notified + outcomes[.deadLetter, default: 0]
        let permille = ended == 0 ? 0 : (notified * 2000 + ended) / (ended * 2)
        return "\(permille / 10).\(permille % 10)%"
    }

    public var json: [UInt8] {
        JSONWriter.object {
            $0.field("source", EventSource.analytics)
            $0.field("action", Self.action)
            $0.field("orderId", orderID)
            $0.object("stats") {
                $0.field("ordersPerMinute", ordersPerMinute)
                $0.field("notificationSuccessRate", successRate)
                $0.object("notificationOutcomes") {
                    for outcome in [NotificationOutcome.notified, .retry, .deadLetter] {
                        $0.field(named: outcome.rawValue, number: outcomes[outcome, default: 0])
                    }
                }
                $0.field("avgNotificationLatencyMs", averageLatency)
            }
            $0.field("timestamp", timestamp.iso8601)
        }
    }
}
