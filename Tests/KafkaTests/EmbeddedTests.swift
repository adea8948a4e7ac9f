import EventLoop
import Foundation
import Kafka
import Synchronization
import Testing

@Suite("The embedded broker", .timeLimit(.minutes(2)))
struct EmbeddedTests {
    @Test func aBrokerThatIsDownIsReportedAndRecordsFlowAgain() async throws {
        try await TestBroker.with { broker in
            let cluster = try #require(broker.cluster)
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.withConsumer { consumer in
                try await consumer.assign([partition: .beginning])
                _ = await consumer.collect { $0.ends[partition] == 0 }
                try await broker.withProducer(["message.timeout.ms": "0"]) { producer in
                    _ = try await producer.send(ProducerRecord(topic: topic, value: Array("before".utf8)))
                    try cluster.down()
                    let reported = await consumer.collect { $0.errors.contains { $0.code == .transport } }
                    #expect(reported.errors.contains { $0.code == .transport })
                    async let sent = producer.send(ProducerRecord(topic: topic, value: Array("meanwhile".utf8)))
                    #expect(await eventually { producer.queueDepth == 1 })
                    try cluster.up()
                    #expect(try await sent.offset == 1)
                    let rest = await consumer.collect { $0.values.contains("meanwhile") }
                    #expect((reported.values + rest.values).suffix(1) == ["meanwhile"])
                }
            }
        }
    }

    @Test func errorsAndDelaysCanBeOrdered() async throws {
        try await TestBroker.with { broker in
            let path = try #require(broker.options.control)
            let control = EmbeddedControlClient(loop: broker.loop, path: path)
            let topic = try await broker.makeTopic()
            try await broker.withProducer { producer in
                _ = try await producer.send(ProducerRecord(topic: topic, value: [0]))
                try await control.fail(0, with: [7, 7])  // produce: request timed out, twice
                #expect(try await producer.send(ProducerRecord(topic: topic, value: [1])).offset == 1)
                try await control.slow(by: .milliseconds(300))
                let start = EventLoop.now
                _ = try await producer.send(ProducerRecord(topic: topic, value: [2]))
                #expect(EventLoop.now - start >= .milliseconds(300))
                try await control.slow(by: .zero)
                try await control.down()
                try await control.up()
                #expect(try await producer.send(ProducerRecord(topic: topic, value: [3])).offset == 3)
            }
            await control.close()
        }
    }

    @Test func aBrokerThatIsDownKeepsItsPort() async throws {
        let cluster = try EmbeddedCluster(brokers: 2)
        let ports = cluster.bootstrapServers.split(separator: ",").compactMap { $0.split(separator: ":").last }
        for _ in 0..<2 { try cluster.down() }
        for port in ports { #expect(!isFree(try #require(UInt16(port)))) }
        for _ in 0..<2 { try cluster.up() }
        try cluster.down(broker: 2)
        try cluster.up(broker: 1)
        try cluster.up()
        #expect(throws: KafkaError.self) { try cluster.down(broker: 3) }
    }

    /// Whether a server that insists on a port of its own could have this one.
    private func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return withUnsafePointer(to: &address) {
            bind(descriptor, .init(__sockaddr_in__: $0), socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }

    @Test func aFatalErrorIsSaidToBeOne() async throws {
        try await TestBroker.with { broker in
            let cluster = try #require(broker.cluster)
            let topic = try await broker.makeTopic()
            let errors = Mutex<[KafkaError]>([])
            let producer = try KafkaProducer(loop: broker.loop, options: broker.options) { error in
                errors.withLock { $0.append(error) }
            }
            _ = try await producer.send(ProducerRecord(topic: topic, value: [0]))
            cluster.fail(0, with: [45])  // produce: out of order sequence number
            await #expect(throws: KafkaError.self) { try await producer.send(ProducerRecord(topic: topic, value: [1])) }
            #expect(
                await eventually {
                    errors.withLock { $0.contains { $0.isFatal && $0.code == .fatal && $0.rawCode == 45 } }
                })
            let error = await #expect(throws: KafkaError.self) {
                try await producer.send(ProducerRecord(topic: topic, value: [2]))
            }
            #expect(error?.isFatal == true)
            #expect(error?.code == .fatal)
            await expectWithin(.seconds(10)) { await producer.close() }
        }
    }

    @Test func closingWhileTheBrokerIsDownDoesNotHang() async throws {
        try await TestBroker.with { broker in
            let cluster = try #require(broker.cluster)
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.write(["a"], to: topic)
            let consumer = try KafkaConsumer(loop: broker.loop, options: broker.options, group: "g-\(topic)")
            try await consumer.assign([partition: .stored])
            _ = await consumer.collect { $0.ends[partition] == 1 }
            try cluster.down()
            async let committed = #expect(throws: KafkaError.self) { try await consumer.commit([partition: 1]) }
            await expectWithin(.seconds(10)) { await consumer.close() }
            _ = await committed
        }
    }

    @Test func topicsAreMadeThroughTheControlSocketOnly() async throws {
        try await TestBroker.with { broker in
            let control = EmbeddedControlClient(loop: broker.loop, path: try #require(broker.options.control))
            try await control.ping()
            try await control.create(TopicSpec(name: "b", partitions: 2))
            try await control.create(TopicSpec(name: "a", partitions: 1))
            try await control.create(TopicSpec(name: "a", partitions: 7))
            let topics = [TopicMetadata(name: "a", partitions: 1), TopicMetadata(name: "b", partitions: 2)]
            #expect(try await control.topics() == topics)
            #expect(try await control.clusterID() == broker.cluster?.clusterID)
            await #expect(throws: KafkaError.self) { try await control.create(TopicSpec(name: "c", partitions: 0)) }
            #expect(try await control.topics() == topics)
            await control.close()
        }
    }

    @Test func theEndOfTheBrokerIsNoticedAndItsReturnToo() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let cluster = try EmbeddedCluster()
        let path = FileManager.default.temporaryDirectory.appending(path: "kafka-\(UUID().uuidString.prefix(8))").path
        let lost = Mutex(0)
        let connected = Mutex(0)
        let client = EmbeddedControlClient(
            loop: loop, path: path, onConnected: { connected.withLock { $0 += 1 } },
            onLost: { lost.withLock { $0 += 1 } })
        await client.start()
        let error = await #expect(throws: KafkaError.self) { try await client.ping() }
        #expect(error?.code == .brokerLost)
        for round in 1...2 {
            let server = EmbeddedControlServer(loop: loop, cluster: cluster, path: path)
            try await server.start()
            #expect(await eventually { await client.isConnected })
            try await client.ping()
            await server.close()
            #expect(await eventually { lost.withLock { $0 } == round })
            #expect(connected.withLock { $0 } == round)
        }
        await client.close()
    }

    @Test func twoBrokersCannotListenAtOnePath() async throws {
        try await TestBroker.with { broker in
            let cluster = try #require(broker.cluster)
            let path = try #require(broker.options.control)
            let second = EmbeddedControlServer(loop: broker.loop, cluster: cluster, path: path)
            await #expect(throws: KafkaError.self) { try await second.start() }
        }
    }
}
