import JSONText

/// What a notification came to.
public enum NotificationOutcome: String, Hashable, Sendable, CaseIterable {
    case notified = "NOTIFIED"
    case retry = "RETRY"
    case deadLetter = "DLQ"
}

/// The rule by which a notification succeeds, fails and is retried, or is given up.
public enum NotificationRule {
    /// Retries after the first attempt: three attempts in all.
    public static let maximumRetries = 2

    public static let deadLetterReason = "Max retries exceeded"

    /// A repeatable draw in 0..<1: the first 8 bytes, big-endian, of SHA-1(`<first event id>/<retryCount>`) over 2⁶⁴.
    public static func chance(first: EventID, retryCount: Int) -> Double {
        let digest = SHA1.digest("\(first)/\(retryCount)".utf8)
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Double(number) / 18_446_744_073_709_551_616
    }

    /// - Parameter failRate: 0 never fails, 1 always does.
    public static func outcome(first: EventID, retryCount: Int, failRate: Double) -> NotificationOutcome {
        guard chance(first: first, retryCount: retryCount) < failRate else { return .notified }
        return retryCount < maximumRetries ? .retry : .deadLetter
    }
}

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

/// A value of topic `orders-dlq`: a record whose notification was given up.
public struct DeadLetter: Hashable, Sendable {
    public var event: OrderEvent
    public var instanceID: String
    public var timestamp: Timestamp

    public init(event: OrderEvent, instanceID: String, timestamp: Timestamp) {
        self.event = event
        self.instanceID = instanceID
        self.timestamp = timestamp
    }

    public var json: [UInt8] {
        JSONWriter.object {
            $0.field("action", event.action.rawValue)
            $0.object("order") { event.order.write(to: &$0) }
            $0.field("reason", NotificationRule.deadLetterReason)
            $0.field("instanceId", instanceID)
            $0.field("timestamp", timestamp.iso8601)
        }
    }
}
