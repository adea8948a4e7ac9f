import JSONText
import OrderEvents

/// An event of topic `audit` as one line for whatever collects logs.
struct AuditLine: Hashable, Sendable {
    let event: AuditEvent
    let eventID: EventID

    /// One JSON object and a newline, in one piece.
    var bytes: [UInt8] {
        var json = JSONWriter.object {
            $0.field("source", event.source)
            $0.field("action", event.action)
            $0.field("orderId", event.orderID)
            $0.field("instanceId", ifPresent: event.instanceID)
            $0.field("timestamp", event.timestamp.iso8601)
            $0.field("eventId", eventID.text)
        }
        json.append(UInt8(ascii: "\n"))
        return json
    }
}
