import EventLoop
import Foundation
import Kafka
import TestSupport
import Testing

/// The broker under test: an embedded one of the test's own, or a real Kafka.
struct TestBroker: Sendable {
    let loop: EventLoop
    let options: KafkaOptions
    /// `nil` on a real broker.
    let cluster: EmbeddedCluster?
    let admin: KafkaAdmin

    /// Makes a broker, lends it, and ends it with all that hangs on it.
    static func with(
        _ kind: BrokerKind = .embedded, _ body: (TestBroker) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        if kind == .kafka, let home = RealKafka.home {
            let kafka = try await RealKafka.running(home: home)
            let options = KafkaOptions(bootstrapServers: kafka.bootstrapServers, log: { _ in })
            try await with(options, nil, loop, body)
            return
        }
        let cluster = try EmbeddedCluster()
        let path = FileManager.default.temporaryDirectory.appending(path: "kafka-\(UUID().uuidString.prefix(8))").path
        let server = EmbeddedControlServer(loop: loop, cluster: cluster, path: path)
        try await server.start()
        let options = KafkaOptions(bootstrapServers: cluster.bootstrapServers, control: path, log: { _ in })
        do {
            try await with(options, cluster, loop, body)
        } catch {
            await server.close()
            throw error
        }
        await server.close()
    }

    private static func with(
        _ options: KafkaOptions, _ cluster: EmbeddedCluster?, _ loop: EventLoop,
        _ body: (TestBroker) async throws -> Void
    ) async throws {
        let admin = KafkaAdmin(loop: loop, options: options)
        do {
            try await body(TestBroker(loop: loop, options: options, cluster: cluster, admin: admin))
        } catch {
            await admin.close()
            throw error
        }
        await admin.close()
    }

    /// Makes a topic that no other test knows.
    func makeTopic(partitions: Int32 = 1, config: [String: String] = [:]) async throws -> String {
        let name = "test-\(UUID().uuidString.prefix(8).lowercased())"
        try await admin.createTopics([TopicSpec(name: name, partitions: partitions, config: config)])
        return name
    }

    /// Lends a producer and closes it.
    func withProducer(
        _ properties: [String: String] = [:], _ body: (KafkaProducer) async throws -> Void
    ) async throws {
        let producer = try KafkaProducer(loop: loop, options: options, properties: properties)
        do {
            try await body(producer)
        } catch {
            await producer.close(timeout: .zero)
            throw error
        }
        await producer.close()
    }

    /// Lends a consumer and closes it.
    func withConsumer(
        group: String? = nil, _ properties: [String: String] = [:], _ body: (KafkaConsumer) async throws -> Void
    ) async throws {
        let consumer = try KafkaConsumer(loop: loop, options: options, group: group, properties: properties)
        do {
            try await body(consumer)
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    /// Writes values to partition 0, in order.
    @discardableResult
    func write(_ values: [String], to topic: String, timestamps: [Int64]? = nil) async throws -> [Delivery] {
        var deliveries: [Delivery] = []
        try await withProducer { producer in
            let records = values.enumerated().map { index, value in
                ProducerRecord(
                    topic: topic, partition: 0, value: Array(value.utf8), timestamp: timestamps.map { $0[index] })
            }
            for result in await producer.send(records) { deliveries.append(try result.get()) }
        }
        return deliveries
    }
}

/// What many polls brought together.
struct Collected {
    var records: [KafkaRecord] = []
    var ends: [TopicPartition: Int64] = [:]
    var errors: [KafkaError] = []
    var skipped: [TopicPartition: Int64] = [:]

    var values: [String] { records.map { String(decoding: $0.value ?? [], as: UTF8.self) } }
}

extension KafkaConsumer {
    /// Polls until `isEnough` or a minute has passed.
    func collect(until isEnough: @Sendable (Collected) -> Bool) async -> Collected {
        var collected = Collected()
        let deadline = EventLoop.now + .seconds(60)
        while !isEnough(collected), EventLoop.now < deadline {
            let batch = await poll(max: 5000, timeout: .seconds(1))
            collected.records += batch.records
            collected.ends.merge(batch.ends) { $1 }
            collected.errors += batch.errors
            collected.skipped.merge(batch.skipped, uniquingKeysWith: +)
        }
        return collected
    }
}

/// Waits until `condition` holds, at most half a minute; returns whether it does.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let deadline = EventLoop.now + .seconds(30)
    while EventLoop.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return await condition()
}

/// Runs `body`, and fails the test when it takes longer than `limit`.
func expectWithin(_ limit: Duration, _ body: () async throws -> Void) async rethrows {
    let start = EventLoop.now
    try await body()
    #expect(EventLoop.now - start < limit)
}
