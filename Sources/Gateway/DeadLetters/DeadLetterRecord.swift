import Foundation
import JSONText
import Kafka
import OrderEvents

/// A record on a dead-letter topic, and what is to be done about it. Pure.
struct DeadLetterRecord: Sendable {
    enum Kind: String, Sendable {
        /// A notification that failed too often.
        case givenUp = "given-up"
        /// A record that a group could not parse.
        case unparsable
    }

    /// Where the record was that it is about.
    struct Origin: Hashable, Sendable {
        let topic: String
        let partition: Int32
        let offset: Int64
    }

    let found: FoundRecord
    let id: EventID
    let kind: Kind
    let reason: String
    let attempts: Int
    /// The group whose letter it is.
    let group: String
    let origin: Origin?
    let key: [UInt8]?
    /// As it is in Kafka; nil is none.
    let value: [UInt8]?
    let headers: [KafkaHeader]
    /// Of a letter about an order.
    let orderID: String?

    /// - Returns: nil where the record has no event id, by which a letter is known: no service writes such.
    init?(_ found: FoundRecord, groups: GroupNames) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(found.json)) else { return nil }
        var headers: [KafkaHeader] = []
        for (name, text) in wire.headers { headers += text.values.map { KafkaHeader(name: name, text: $0) } }
        func header(_ name: String) -> String? { headers.last { $0.name == name }?.text }
        guard let id = header(EventHeaders.Name.eventID), !id.isEmpty else { return nil }
        self.found = found
        self.headers = headers.sorted { $0.name < $1.name }
        self.id = EventID(id)
        key = wire.key.flatMap { Self.bytes($0, wire.keyEncoding) }
        let raw = Array(found.value)
        if wire.encoding == "base64" {
            value = (try? JSONDecoder().decode(String.self, from: Data(raw))).flatMap { Self.bytes($0, "base64") }
        } else {
            value = raw.elementsEqual("null".utf8) ? nil : raw
        }
        if let topic = header("dlq-original-topic") {
            kind = .unparsable
            reason = header("dlq-exception-message") ?? ""
            attempts = header("dlq-attempts").flatMap { Int($0) } ?? 1
            group = header("dlq-original-group") ?? ""
            let partition = header("dlq-original-partition").flatMap { Int32($0) }
            let offset = header("dlq-original-offset").flatMap { Int64($0) }
            origin = partition.flatMap { partition in
                offset.map { Origin(topic: topic, partition: partition, offset: $0) }
            }
            orderID = nil
        } else {
            kind = .givenUp
            let letter = try? JSONDecoder().decode(GivenUp.self, from: Data(raw))
            reason = letter?.reason ?? ""
            attempts = NotificationRule.maximumRetries + 1
            group = groups.notification
            origin = header(DeadLetter.originHeader).flatMap(Origin.init)
            orderID = letter?.order.id
        }
    }

    private static func bytes(_ text: String, _ encoding: String?) -> [UInt8]? {
        encoding == "base64" ? Data(base64Encoded: text).map { Array($0) } : Array(text.utf8)
    }

    private func header(_ name: String) -> String? { headers.last { $0.name == name }?.text }

    /// The record that sends it back to where it came from: for its group only, and as if it came for the first time.
    ///
    /// - Parameters:
    ///   - count: which time it is sent back.
    ///   - time: when that was decided.
    ///   - instance: the gateway's.
    /// - Returns: nil where there is nothing to send back, or no topic of ours to send it to.
    func redriven(_ count: Int, at time: Timestamp, by instance: String, topics: TopicNames) -> ProducerRecord? {
        let (topic, value): (String, [UInt8]?)
        switch kind {
        case .givenUp:
            guard let raw = self.value, let letter = try? JSONDecoder().decode(GivenUp.self, from: Data(raw)) else {
                return nil
            }
            topic = topics.orders
            value = OrderEvent(action: letter.action, order: letter.order, timestamp: letter.timestamp).json
        case .unparsable:
            guard let origin, topics.deadLetterTopic(of: origin.topic) == found.topic,
                [topics.orders, topics.audit].contains(origin.topic), header("dlq-value-left-out") == nil
            else { return nil }
            (topic, value) = (origin.topic, self.value)
        }
        let id = EventID.redrive(of: self.id, attempt: count)
        var own = EventHeaders(
            eventID: id, correlationID: header(EventHeaders.Name.correlationID) ?? id.text, source: EventSource.gateway,
            orderVersion: header(EventHeaders.Name.orderVersion).flatMap { Int64($0) },
            traceparent: TraceParent.child(of: header(EventHeaders.Name.traceparent), for: id), instance: instance)
        own.redriveGroup = group
        own.redriveCount = count
        let kept = headers.filter { header in
            !EventHeaders.Name.all.contains(header.name) && !header.name.hasPrefix("dlq-")
                && header.name != DeadLetter.originHeader
        }
        return ProducerRecord(
            topic: topic, key: key, value: value,
            headers: own.pairs.map { KafkaHeader(name: $0.name, text: $0.value) } + kept,
            timestamp: time.milliseconds)
    }

    // MARK: As clients see it

    func write(_ state: String, redriveCount: Int, outcome: String?, to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id.text)
            json.field("topic", found.topic)
            json.field("partition", found.entry.partition)
            json.field("offset", found.entry.offset)
            json.field("timestamp", found.entry.timestamp)
            json.field("kind", kind.rawValue)
            if let orderID { json.field("orderId", orderID) } else { json.null("orderId") }
            json.field("reason", reason)
            json.field("attempts", attempts)
            json.field("group", group)
            if let origin {
                json.object("origin") {
                    $0.field("topic", origin.topic)
                    $0.field("partition", origin.partition)
                    $0.field("offset", origin.offset)
                }
            } else {
                json.null("origin")
            }
            json.raw("headers", found.headers)
            if let value, !JSONText.isValid(value) {
                json.field("bytes", Data(value).base64EncodedString())
            } else {
                json.raw("value", found.value)
            }
            json.field("state", state)
            json.field("redriveCount", redriveCount)
            if let outcome { json.field("outcome", outcome) } else { json.null("outcome") }
        }
    }
}

extension DeadLetterRecord.Origin {
    /// Reads `orders/1/42`.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 3, let partition = Int32(parts[1]), let offset = Int64(parts[2]) else { return nil }
        self.init(topic: String(parts[0]), partition: partition, offset: offset)
    }
}

/// A record as in `events`.
private struct Wire: Decodable {
    let key: String?
    let keyEncoding: String?
    let encoding: String?
    let headers: [String: Texts]

    /// One text, or several of a header that is repeated.
    struct Texts: Decodable {
        let values: [String]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                values = []
            } else {
                values = try (try? value.decode(String.self)).map { [$0] } ?? value.decode([String].self)
            }
        }
    }
}

/// The value of a letter about a notification.
private struct GivenUp: Decodable {
    let action: OrderAction
    let order: Order
    let reason: String
    let timestamp: Timestamp
}
