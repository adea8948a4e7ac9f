import JSONText
import Kafka
import OrderEvents

/// Tells what a record is to one group: an event, none of its business, or poison. Pure.
struct RecordReader: Sendable {
    let topics: TopicNames
    let group: String
    /// The group that retries are meant for.
    let notificationGroup: String
    /// Names the cluster in ids of records that came without one.
    let clusterID: String
    /// Records older than this are passed over: what was decided about them may be forgotten.
    let horizon: Duration

    /// Longest value that is looked at. Events of the contract take about a kilobyte.
    static let maximumValueBytes = 256 * 1024

    enum Reading: Sendable {
        case event(IncomingRecord)
        case passedOver(PassingReason)
        case poison(KafkaRecord, MalformedEvent)
    }

    enum PassingReason: String, Sendable {
        case otherGroup = "other_group"
        case tooOld = "too_old"
        /// The gateway called the services itself, without Kafka.
        case sync
    }

    func read(_ record: KafkaRecord, now: Timestamp) -> Reading {
        // A record without a time cannot be told to be old.
        if record.timestamp >= 0, now.milliseconds - record.timestamp > Int64(horizon / .milliseconds(1)) {
            return .passedOver(.tooOld)
        }
        do {
            let headers = try EventHeaders(
                record.headers.lazy.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) })
            guard headers.concerns(group: group, notificationGroup: notificationGroup) else {
                return .passedOver(.otherGroup)
            }
            guard !headers.isSync else { return .passedOver(.sync) }
            let event = try event(of: record)
            return .event(
                IncomingRecord(record: record, headers: headers, eventID: id(of: record, headers), event: event))
        } catch {
            return .poison(record, error)
        }
    }

    private func event(of record: KafkaRecord) throws(MalformedEvent) -> IncomingEvent {
        guard let value = record.value else { throw MalformedEvent("the record has no value") }
        guard value.count <= Self.maximumValueBytes else {
            throw MalformedEvent("the value has \(value.count) bytes, more than \(Self.maximumValueBytes)")
        }
        // Stricter than the decoder, which does not look at fields that nobody asks for: the value goes on as it is.
        guard JSONText.isValid(value) else { throw MalformedEvent("the value is not JSON in UTF-8") }
        if record.topicPartition.topic == topics.audit { return .audit(try AuditEvent(json: value)) }
        return .order(try OrderEvent(json: value))
    }

    private func id(of record: KafkaRecord, _ headers: EventHeaders) -> EventID {
        if let id = headers.eventID, !id.text.isEmpty { return id }
        let place = record.topicPartition
        return .position(
            cluster: clusterID, topic: place.topic, partition: place.partition, offset: record.offset)
    }
}
