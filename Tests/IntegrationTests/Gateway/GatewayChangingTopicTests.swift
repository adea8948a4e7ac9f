import Gateway
import Kafka
import TestSupport
import Testing

/// What the embedded broker cannot do: topics that grow, and that are deleted and made anew.
@Suite("Topics that change", .enabled(if: RealKafka.home != nil))
struct GatewayChangingTopicTests {
    private func make(_ topic: String, _ stage: GatewayStage) async throws {
        try await stage.dojo.admin.createTopics([TopicSpec(name: topic, partitions: 2)])
        try await expect(2, of: topic, stage)
    }

    /// The controller answers before the broker knows.
    private func expect(_ partitions: Int, of topic: String, _ stage: GatewayStage) async throws {
        try await waitUntil("\(topic) has \(partitions) partitions", timeout: .seconds(60)) {
            try await stage.dojo.admin.topics().contains { $0.name == topic && Int($0.partitions) == partitions }
        }
    }

    private func write(_ numbers: Range<Int>, to partition: Int32, of topic: String, _ stage: GatewayStage) async throws
    {
        // The producer learns of a new partition when it looks again.
        let producer = try KafkaProducer(loop: stage.dojo.loop, options: stage.dojo.broker.options)
        let records = numbers.map {
            ProducerRecord(topic: topic, partition: partition, value: Array(#"{"n":\#($0)}"#.utf8))
        }
        for result in await producer.send(records) { _ = try result.get() }
        await producer.close(timeout: .seconds(5))
    }

    @Test func newPartitionsAreReadFromTheirFirstRecord() async throws {
        try await GatewayStage.run(.kafka) { stage in
            let topic = "growing-\(stage.dojo.topics.orders)"
            try await make(topic, stage)
            let gateway = try await stage.start("gateway-1", GatewayStandaloneTests.alone([Channel(name: topic)]))
            let client = try gateway.connect()
            let start = try client.subscribe(topic)
            try await write(0..<3, to: 0, of: topic, stage)
            #expect(try client.events(3).events.map(\.number) == [0, 1, 2])
            try await stage.dojo.admin.addPartitions(to: topic, total: 4)
            try await expect(4, of: topic, stage)
            try await write(3..<6, to: 3, of: topic, stage)
            #expect(try client.events(3).events.map(\.number) == [3, 4, 5])
            // A cursor of before does not know them: they begin at their first record.
            let back = try gateway.connect()
            try back.subscribe(topic, from: "\"\(start)\"")
            #expect(Set(try back.events(6).events.map(\.number)) == Set(0..<6))
            #expect(try gateway.get("/metrics").text.contains(#"gateway_channel_partitions{channel="\#(topic)"} 4"#))
        }
    }

    @Test func aTopicThatIsMadeAnewBeginsAgain() async throws {
        try await GatewayStage.run(.kafka) { stage in
            let topic = "anew-\(stage.dojo.topics.orders)"
            try await make(topic, stage)
            let gateway = try await stage.start("gateway-1", GatewayStandaloneTests.alone([Channel(name: topic)]))
            let client = try gateway.connect()
            try client.subscribe(topic)
            try await write(0..<20, to: 0, of: topic, stage)
            #expect(try client.events(20).events.count == 20)
            try await stage.dojo.admin.deleteTopics([topic])
            try await waitUntil("the topic is gone", timeout: .seconds(60)) {
                try await !stage.dojo.admin.topics().contains { $0.name == topic }
            }
            try await make(topic, stage)
            try await write(100..<103, to: 0, of: topic, stage)
            #expect(try client.hear("gap").json["reason"] == "reset")
            #expect(try client.events(3).events.map(\.number) == [100, 101, 102])
            try await write(103..<104, to: 1, of: topic, stage)
            #expect(try client.events(1).events.map(\.number) == [103])
        }
    }
}
