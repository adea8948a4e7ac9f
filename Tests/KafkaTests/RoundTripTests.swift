import Kafka
import TestSupport
import Testing

@Suite("What is written is read", .timeLimit(.minutes(2)))
struct RoundTripTests {
    @Test(arguments: BrokerKind.all)
    func recordsComeBackWithKeyHeadersAndTimestamp(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            let headers = [
                KafkaHeader(name: "eventId", text: "e1"), KafkaHeader(name: "eventId", text: ""),
                KafkaHeader(name: "nothing", value: nil),
            ]
            try await broker.withProducer { producer in
                let first = try await producer.send(
                    ProducerRecord(
                        topic: topic, key: Array("k".utf8), value: Array("v".utf8), headers: headers,
                        timestamp: 1_770_297_077_406))
                #expect(first == Delivery(topicPartition: partition, offset: 0))
                _ = try await producer.send(ProducerRecord(topic: topic, key: Array("k".utf8), value: nil))
                _ = try await producer.send(ProducerRecord(topic: topic, key: nil, value: []))
                #expect(producer.queueDepth == 0)
            }
            try await broker.withConsumer { consumer in
                try await consumer.assign([partition: .beginning])
                let read = await consumer.collect { $0.ends[partition] != nil }
                try #require(read.records.count == 3)
                #expect(read.records.map(\.offset) == [0, 1, 2])
                #expect(read.records[0].key == Array("k".utf8))
                #expect(read.records[0].value == Array("v".utf8))
                #expect(read.records[0].headers == headers)
                #expect(read.records[0].timestamp == 1_770_297_077_406)
                #expect(read.records[1].value == nil)
                #expect(read.records[2].key == nil)
                #expect(read.records[2].value == [])
                #expect(read.ends == [partition: 3])
                #expect(read.skipped.isEmpty)
                #expect(await consumer.lag() == [partition: 0])
            }
        }
    }

    @Test(arguments: BrokerKind.all)
    func tenThousandRecordsKeepTheirOrder(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic()
            let values = (0..<10_000).map { "value \($0)" }
            let deliveries = try await broker.write(values, to: topic)
            #expect(deliveries.map(\.offset) == Array(0..<10_000))
            try await broker.withConsumer { consumer in
                try await consumer.assign([TopicPartition(topic: topic, partition: 0): .beginning])
                let read = await consumer.collect { $0.records.count >= 10_000 }
                #expect(read.values == values)
            }
        }
    }
}
