import Kafka
import TestSupport
import Testing

@Suite("Topics, offsets, the cluster", .timeLimit(.minutes(3)))
struct AdminTests {
    @Test(arguments: BrokerKind.all)
    func topicsAreMadeOnceAndListed(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic(partitions: 3, config: ["retention.ms": "3600000"])
            try await broker.admin.createTopics([TopicSpec(name: topic, partitions: 3)])
            #expect(try await broker.admin.topics().contains(TopicMetadata(name: topic, partitions: 3)))
            let id = try await broker.admin.clusterID()
            #expect(!id.isEmpty)
            #expect(try await broker.admin.clusterID() == id)
        }
    }

    @Test(arguments: BrokerKind.all)
    func watermarksFollowTheLog(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            #expect(try await broker.admin.watermarks(of: partition) == (0, 0))
            try await broker.write(["a", "b"], to: topic)
            #expect(try await broker.admin.watermarks(of: partition) == (0, 2))
        }
    }

    @Test(arguments: BrokerKind.all)
    func anUnknownTopicIsAnErrorAndStaysUnknown(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let unknown = TopicPartition(topic: "there-is-none", partition: 0)
            let error = await #expect(throws: KafkaError.self) { _ = try await broker.admin.watermarks(of: unknown) }
            #expect([.unknownTopic, .unknownPartition].contains(error?.code))
            let names = try await broker.admin.topics().map(\.name)
            #expect(!names.contains(unknown.topic))
        }
    }

    @Test(arguments: BrokerKind.all)
    func anOffsetIsFoundByTimeAtEveryEdge(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic(config: ["message.timestamp.type": "CreateTime"])
            let partition = TopicPartition(topic: topic, partition: 0)
            let admin = broker.admin
            #expect(try await admin.offset(of: partition, atOrAfter: 0) == 0)
            let start: Int64 = 1_770_297_077_000
            try await broker.write((0..<100).map { "\($0)" }, to: topic, timestamps: (0..<100).map { start + $0 * 10 })
            #expect(try await admin.offset(of: partition, atOrAfter: 0) == 0)
            #expect(try await admin.offset(of: partition, atOrAfter: start) == 0)
            #expect(try await admin.offset(of: partition, atOrAfter: start + 1) == 1)
            #expect(try await admin.offset(of: partition, atOrAfter: start + 500) == 50)
            #expect(try await admin.offset(of: partition, atOrAfter: start + 501) == 51)
            #expect(try await admin.offset(of: partition, atOrAfter: start + 990) == 99)
            #expect(try await admin.offset(of: partition, atOrAfter: start + 991) == 100)
        }
    }
}
