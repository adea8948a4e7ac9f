import Kafka
import OrderEvents

@testable import Services

/// Records as a test needs them.
enum Records {
    static let now = Timestamp(milliseconds: 1_770_297_077_406)

    static let order = Order(
        id: "00000000-0000-4000-8000-000000000001",
        draft: OrderDraft(customerName: "Ann", item: "Soup", quantity: 2, price: Price(cents: 450)),
        createdAt: now)

    static func event(_ action: OrderAction = .created) -> OrderEvent {
        OrderEvent(action: action, order: order, timestamp: now)
    }

    static func record(
        topic: String = "orders", value: [UInt8]? = event().json, headers: [(String, String)] = [],
        time: Int64 = now.milliseconds, offset: Int64 = 7
    ) -> KafkaRecord {
        KafkaRecord(
            topicPartition: TopicPartition(topic: topic, partition: 1), offset: offset, timestamp: time,
            key: Array(order.id.utf8), value: value,
            headers: headers.map { KafkaHeader(name: $0.0, text: $0.1) })
    }

    static func reader(group: String = "notification-group") -> RecordReader {
        RecordReader(
            topics: TopicNames(), group: group, notificationGroup: "notification-group", clusterID: "cluster",
            horizon: .seconds(8 * 24 * 3600))
    }

    /// A record that is understood.
    static func incoming(
        topic: String = "orders", value: [UInt8]? = event().json, headers: [(String, String)] = []
    ) throws -> IncomingRecord {
        let record = record(topic: topic, value: value, headers: headers)
        guard case .event(let incoming) = reader().read(record, now: now) else { throw MalformedEvent("not an event") }
        return incoming
    }
}

extension ProducerRecord {
    func header(_ name: String) -> String? { headers.last { $0.name == name }?.text }
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}
