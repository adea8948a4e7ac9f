import Kafka
import OrderEvents

/// A record that could not be parsed, as it goes to `<topic>-dlq`: the same bytes, and in headers where they came from
/// and why they are here. The headers tell it from a business dead letter.
struct PoisonLetter: Sendable {
    let record: KafkaRecord
    let reason: MalformedEvent
    let group: String
    let id: EventID

    init(_ record: KafkaRecord, reason: MalformedEvent, group: String, clusterID: String) {
        self.record = record
        self.reason = reason
        self.group = group
        let place = record.topicPartition
        id = .poison(
            cluster: clusterID, topic: place.topic, partition: place.partition, offset: record.offset, group: group)
    }

    /// What becomes of the value.
    enum Value {
        case whole
        /// Where no broker takes it: its place in the log remains, in the headers.
        case leftOutIfLarge
    }

    /// - Parameter time: when it was given up.
    func producerRecord(
        to topic: String, source: String, instance: String, time: Timestamp, value: Value = .whole
    ) -> ProducerRecord {
        var headers = headers(source: source, instance: instance)
        let isLarge = (record.value?.count ?? 0) > RecordReader.maximumValueBytes
        let isLeftOut = isLarge && value == .leftOutIfLarge
        if isLeftOut { headers.append(KafkaHeader(name: "dlq-value-left-out", text: "true")) }
        return ProducerRecord(
            topic: topic, key: record.key, value: isLeftOut ? nil : record.value, headers: headers,
            timestamp: time.milliseconds)
    }

    /// The record's own headers stay, but for those that say what a record is: it is a dead letter now.
    private func headers(source: String, instance: String) -> [KafkaHeader] {
        typealias Name = EventHeaders.Name
        let replaced: Set = [
            Name.eventID, Name.correlationID, Name.schemaVersion, Name.source, Name.traceparent, Name.orderVersion,
            Name.retryCount, Name.firstEventID, Name.redriveGroup, Name.redriveCount, Name.instance,
        ]
        let own = EventHeaders(
            eventID: id, correlationID: record.header(Name.correlationID) ?? id.text, source: source,
            traceparent: TraceParent.child(of: record.header(Name.traceparent), for: id), instance: instance)
        let place = record.topicPartition
        let why = [
            ("dlq-original-topic", place.topic), ("dlq-original-partition", "\(place.partition)"),
            ("dlq-original-offset", "\(record.offset)"), ("dlq-original-timestamp", "\(record.timestamp)"),
            ("dlq-original-group", group), ("dlq-exception-class", "\(MalformedEvent.self)"),
            ("dlq-exception-message", reason.reason), ("dlq-attempts", "1"),
        ]
        return record.headers.filter { !replaced.contains($0.name) } + own.kafkaHeaders
            + why.map { KafkaHeader(name: $0.0, text: $0.1) }
    }
}
