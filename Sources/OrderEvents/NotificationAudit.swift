import JSONText

/// A value of topic `audit` by the notification service.
public struct NotificationAudit: Hashable, Sendable {
    public var outcome: NotificationOutcome
    public var orderID: String
    public var instanceID: String
    /// Of the attempt: 0 the first.
    public var retryCount: Int
    public var timestamp: Timestamp

    public init(
        outcome: NotificationOutcome, orderID: String, instanceID: String, retryCount: Int, timestamp: Timestamp
    ) {
        self.outcome = outcome
        self.orderID = orderID
        self.instanceID = instanceID
        self.retryCount = retryCount
        self.timestamp = timestamp
    }

    public var json: [UInt8] {
        JSONWriter.object {
            $0.field("source", EventSource.notification)
            $0.field("action", outcome.rawValue)
            $0.field("orderId", orderID)
            $0.field("instanceId", instanceID)
            $0.field("retryCount", retryCount)
            $0.field("timestamp", timestamp.iso8601)
        }
    }
}
