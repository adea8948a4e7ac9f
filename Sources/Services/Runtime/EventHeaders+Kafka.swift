import Kafka
import OrderEvents

extension EventHeaders {
    /// As they stand in a record.
    var kafkaHeaders: [KafkaHeader] { pairs.map { KafkaHeader(name: $0.name, text: $0.value) } }
}

extension ProducerRecord {
    /// A record of the contract about an order.
    init(topic: String, orderID: String, json: [UInt8], headers: EventHeaders, time: Timestamp) {
        self.init(
            topic: topic, key: Array(orderID.utf8), value: json, headers: headers.kafkaHeaders,
            timestamp: time.milliseconds)
    }
}
