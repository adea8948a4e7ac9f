import JSONText

/// A value of topic `orders-dlq`: a record whose notification was given up.
public struct DeadLetter: Hashable, Sendable {
    public var event: OrderEvent
    public var instanceID: String
    public var timestamp: Timestamp

    /// A header beside it: the record whose notification was given up, as `<topic>/<partition>/<offset>`.
    public static let originHeader = "origin"

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
