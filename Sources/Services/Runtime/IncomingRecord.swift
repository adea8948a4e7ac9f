import Kafka
import OrderEvents

/// A record that a service understands: where it came from, what its headers say, and its event.
public struct IncomingRecord: Sendable {
    public let record: KafkaRecord
    public let headers: EventHeaders
    /// The header's, or that of the record's place where it came without one.
    public let eventID: EventID
    public let event: IncomingEvent

    /// Record time.
    public var time: Timestamp { Timestamp(milliseconds: record.timestamp) }
}

/// What a record's value says, by the topic that it is on.
public enum IncomingEvent: Sendable {
    case order(OrderEvent)
    case audit(AuditEvent)
}

extension IncomingRecord {
    /// Headers of a record that this one causes: its own id, the same request, the same order version, the same trace.
    func headers(of id: EventID, source: String, instance: String) -> EventHeaders {
        EventHeaders(
            eventID: id, correlationID: headers.correlationID ?? eventID.text, source: source,
            orderVersion: headers.orderVersion, traceparent: TraceParent.child(of: headers.traceparent, for: id),
            instance: instance)
    }
}
