import Kafka
import OrderEvents

/// What follows from a decided notification: the same bytes and the same ids however often it is asked. Pure.
struct NotificationConsequences {
    let record: IncomingRecord
    let order: OrderEvent
    let decision: NotificationDecision
    let topics: TopicNames

    private var retryCount: Int { record.headers.retryCount ?? 0 }

    /// What is told of the attempt.
    var audit: ProducerRecord {
        let id = EventID.outcome(of: record.eventID, topic: topics.audit)
        let value = NotificationAudit(
            outcome: decision.outcome, orderID: order.order.id, instanceID: decision.instanceID,
            retryCount: retryCount, timestamp: decision.time)
        return ProducerRecord(
            topic: topics.audit, orderID: order.order.id, json: value.json, headers: headers(id), time: decision.time)
    }

    /// The next attempt, where there is one: the same key and value, one more in the header.
    var retry: ProducerRecord? {
        guard decision.outcome == .retry else { return nil }
        let first = record.firstEventID
        var headers = headers(.retry(of: first, attempt: retryCount + 1))
        headers.retryCount = retryCount + 1
        headers.firstEventID = first
        headers.redriveGroup = record.headers.redriveGroup
        headers.redriveCount = record.headers.redriveCount
        return ProducerRecord(
            topic: topics.orders, key: record.record.key, value: record.record.value,
            headers: headers.kafkaHeaders, timestamp: decision.time.milliseconds)
    }

    /// The dead letter, where there is no next attempt.
    var deadLetter: ProducerRecord? {
        guard decision.outcome == .deadLetter else { return nil }
        let id = EventID.outcome(of: record.eventID, topic: topics.deadLetters)
        let value = DeadLetter(event: order, instanceID: decision.instanceID, timestamp: decision.time)
        var letter = ProducerRecord(
            topic: topics.deadLetters, orderID: order.order.id, json: value.json, headers: headers(id),
            time: decision.time)
        let place = record.record.topicPartition
        letter.headers.append(
            KafkaHeader(
                name: DeadLetter.originHeader, text: "\(place.topic)/\(place.partition)/\(record.record.offset)"))
        return letter
    }

    private func headers(_ id: EventID) -> EventHeaders {
        record.headers(of: id, source: EventSource.notification, instance: decision.instanceID)
    }
}

extension IncomingRecord {
    /// The id under which it was delivered first: on a retry that of the record that began it.
    var firstEventID: EventID { headers.retryCount == nil ? eventID : headers.firstEventID ?? eventID }
}
