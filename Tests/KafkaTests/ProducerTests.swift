import EventLoop
import Kafka
import Synchronization
import Testing

@Suite("Writing", .timeLimit(.minutes(3)))
struct ProducerTests {
    /// An address where nobody answers.
    static let nobody = KafkaOptions(bootstrapServers: "127.0.0.1:1", log: { _ in })

    @Test func keysLandWhereTheJavaClientsPutThem() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic(partitions: 3)
            try await broker.withProducer { producer in
                // Hashes as Kafka's own UtilsTest.testMurmur2 lists them; a partition is the positive part modulo 3.
                let hashes: [String: Int32] = [
                    "21": -973_932_308, "foobar": -790_332_482, "abc": 479_470_107,
                    "a-little-bit-long-string": -985_981_536, "a-little-bit-longer-string": -1_486_304_829,
                ]
                for (key, hash) in hashes {
                    let partition = (hash & 0x7fff_ffff) % 3
                    let delivery = try await producer.send(
                        ProducerRecord(topic: topic, key: Array(key.utf8), value: nil))
                    #expect(delivery.topicPartition.partition == partition, "\(key)")
                }
            }
        }
    }

    @Test func purgingReportsEveryRecordAsPurged() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let producer = try KafkaProducer(
            loop: loop, options: Self.nobody, properties: ["message.timeout.ms": "0"])
        let results = Mutex<[Result<Delivery, KafkaError>]>([])
        for number in 0..<100 {
            producer.send(ProducerRecord(topic: "t", value: [UInt8(number)])) { result in
                results.withLock { $0.append(result) }
            }
        }
        #expect(producer.queueDepth == 100)
        producer.purge()
        await producer.flush(timeout: .seconds(20))
        #expect(results.withLock { $0.count } == 100)
        for result in results.withLock({ $0 }) {
            guard case .failure(let error) = result else {
                Issue.record("acknowledged by nobody")
                continue
            }
            #expect(error.code == .purged)
        }
        await producer.close()
    }

    @Test func aPurgedProducerGoesOn() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            try await broker.withProducer(["message.timeout.ms": "0"]) { producer in
                _ = try await producer.send(ProducerRecord(topic: topic, value: [1]))
                let answered = Mutex(0)
                for _ in 0..<1000 {
                    producer.send(ProducerRecord(topic: topic, value: [2])) { _ in answered.withLock { $0 += 1 } }
                }
                producer.purge()
                await producer.flush(timeout: .seconds(20))
                #expect(answered.withLock { $0 } == 1000)
                let delivery = try await producer.send(ProducerRecord(topic: topic, value: [3]))
                #expect(delivery.offset >= 1)
            }
        }
    }

    @Test func aFullQueueFailsSingleRecordsAndHoldsBatchesBack() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            try await broker.withProducer(["queue.buffering.max.messages": "10", "linger.ms": "20"]) { producer in
                let full = Mutex(0)
                for _ in 0..<50 {
                    producer.send(ProducerRecord(topic: topic, value: [0])) { result in
                        if case .failure(let error) = result, error.code == .queueFull, error.isRetriable {
                            full.withLock { $0 += 1 }
                        }
                    }
                }
                await producer.flush(timeout: .seconds(20))
                #expect(full.withLock { $0 } > 0)
                let records = (0..<200).map {
                    ProducerRecord(topic: topic, partition: 0, value: [UInt8($0)])
                }
                let offsets = try await producer.send(records).map { try $0.get().offset }
                #expect(offsets.count == 200)
                #expect(offsets == offsets.sorted())
            }
        }
    }

    @Test func closingWithRecordsOutstandingFailsThemAndDoesNotHang() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let producer = try KafkaProducer(
            loop: loop, options: Self.nobody, properties: ["message.timeout.ms": "0"])
        async let results = producer.send((0..<10).map { ProducerRecord(topic: "t", value: [$0]) })
        #expect(await eventually { producer.queueDepth == 10 })
        await expectWithin(.seconds(10)) { await producer.close(timeout: .milliseconds(50)) }
        #expect(await results.allSatisfy { if case .failure = $0 { true } else { false } })
        let late = await producer.send([ProducerRecord(topic: "t", value: nil)])
        guard case .failure(let error) = late.first else {
            Issue.record("a closed producer took a record")
            return
        }
        #expect(error.code == .closed)
    }

    @Test func closingInACancelledTaskStillWritesAndLeaves() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let producer = try KafkaProducer(
                loop: broker.loop, options: broker.options, properties: ["linger.ms": "200"])
            let consumer = try KafkaConsumer(loop: broker.loop, options: broker.options, group: nil)
            try await consumer.assign([TopicPartition(topic: topic, partition: 0): .beginning])
            let written = Mutex(0)
            for _ in 0..<10 {
                producer.send(ProducerRecord(topic: topic, value: [0])) { result in
                    if case .success = result { written.withLock { $0 += 1 } }
                }
            }
            let closing = Task {
                while !Task.isCancelled { await Task.yield() }
                await producer.close()
                await consumer.close()
            }
            closing.cancel()
            await closing.value
            #expect(written.withLock { $0 } == 10)
        }
    }

    @Test func nobodyThereIsReported() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let errors = Mutex<[KafkaError]>([])
        let producer = try KafkaProducer(loop: loop, options: Self.nobody) { error in
            errors.withLock { $0.append(error) }
        }
        #expect(await eventually { errors.withLock { $0.contains { $0.code == .transport } } })
        await producer.close()
    }

    @Test func anUnknownPropertyIsNamed() throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        var options = Self.nobody
        options.properties["sasl.user"] = "x"
        let error = #expect(throws: KafkaError.self) { try KafkaProducer(loop: loop, options: options) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.contains("KAFKA_SASL_USER") == true)
    }
}
