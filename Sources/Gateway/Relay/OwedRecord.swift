import Kafka
import OrderEvents
import State

extension ProducerRecord {
    /// The record that an outbox entry owes: value, headers and time follow from the entry alone, so sending it a second
    /// time sends the same.
    init(_ entry: OutboxEntry, topics: TopicNames) {
        let event = OrderEvent(action: entry.action, order: entry.order, timestamp: entry.time)
        let id = EventID.order(entry.order.id, version: entry.version, topic: entry.topic)
        var headers = EventHeaders(
            eventID: id, correlationID: entry.correlationID, source: EventSource.orders, orderVersion: entry.version,
            traceparent: TraceParent.child(of: entry.traceparent, for: id), instance: entry.instance)
        headers.isSync = entry.isSync
        self.init(
            topic: entry.topic, key: Array(entry.order.id.utf8),
            value: entry.topic == topics.audit ? event.auditJSON : event.json,
            headers: headers.pairs.map { KafkaHeader(name: $0.name, text: $0.value) },
            timestamp: entry.time.milliseconds)
    }
}
