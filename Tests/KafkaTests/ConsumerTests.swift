import EventLoop
import Kafka
import Synchronization
import Testing

@Suite("Reading", .timeLimit(.minutes(3)))
struct ConsumerTests {
    @Test func aReaderStartsWhereItIsToldAndCommitsWhereItIs() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.write(["0", "1", "2", "3", "4"], to: topic)
            try await broker.withConsumer(group: "g-\(topic)") { consumer in
                try await consumer.assign([partition: .stored])
                let all = await consumer.collect { $0.ends[partition] == 5 }
                #expect(all.values == ["0", "1", "2", "3", "4"])
                try await consumer.commit([partition: 3])
            }
            try await broker.withConsumer(group: "g-\(topic)") { consumer in
                try await consumer.assign([partition: .stored])
                #expect(await consumer.collect { $0.ends[partition] == 5 }.values == ["3", "4"])
                try await consumer.assign([partition: .offset(4)])
                #expect(await consumer.collect { $0.ends[partition] == 5 }.values == ["4"])
                try await consumer.assign([partition: .tail(2)])
                #expect(await consumer.collect { $0.ends[partition] == 5 }.values == ["3", "4"])
                try await consumer.assign([partition: .end])
                #expect(await consumer.collect { $0.ends[partition] == 5 }.values == [])
            }
        }
    }

    @Test func seekingGoesBackAndForth() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.write(["0", "1", "2", "3"], to: topic)
            try await broker.withConsumer { consumer in
                try await consumer.assign([partition: .beginning])
                _ = await consumer.collect { $0.ends[partition] == 4 }
                try await consumer.seek(partition, to: .offset(1))
                #expect(await consumer.collect { $0.ends[partition] == 4 }.values == ["1", "2", "3"])
                try await consumer.seek(partition, to: .beginning)
                #expect(await consumer.poll(max: 1, timeout: .seconds(20)).records.map(\.offset) == [0])
                #expect(await consumer.lag() == [partition: 3])
                try await consumer.seek(partition, to: .offset(3))
                let last = await consumer.collect { $0.ends[partition] == 4 }
                #expect(last.values == ["3"])
                #expect(last.skipped.isEmpty)
            }
        }
    }

    @Test func aPausedPartitionBringsNothingUntilItIsResumed() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic(partitions: 2)
            let paused = TopicPartition(topic: topic, partition: 0)
            let other = TopicPartition(topic: topic, partition: 1)
            try await broker.withConsumer { consumer in
                try await consumer.assign([paused: .beginning, other: .beginning])
                _ = await consumer.collect { $0.ends.count == 2 }
                try await consumer.pause([paused])
                try await broker.write(["held"], to: topic)
                try await broker.withProducer { producer in
                    _ = try await producer.send(
                        ProducerRecord(topic: topic, partition: 1, value: Array("free".utf8)))
                }
                #expect(await consumer.collect { !$0.records.isEmpty }.values == ["free"])
                try await consumer.resume([paused])
                #expect(await consumer.collect { !$0.records.isEmpty }.values == ["held"])
            }
        }
    }

    @Test func drainingLendsEachRecordOnceAndTellsWhenThereIsMore() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.write((0..<1000).map { "\($0)" }, to: topic)
            let lengths = Mutex<[Int]>([])
            let ends = Mutex<[TopicPartition: Int64]>([:])
            try await broker.withConsumer { consumer in
                await consumer.setOnReadable {
                    consumer.assumeIsolated { consumer in
                        consumer.drain(max: 7) { record in
                            lengths.withLock { $0.append(record.value?.count ?? -1) }
                        }
                        let notices = consumer.takeNotices()
                        ends.withLock { $0.merge(notices.ends) { $1 } }
                    }
                }
                try await consumer.assign([partition: .beginning])
                #expect(await eventually { ends.withLock { $0[partition] == 1000 } })
                #expect(lengths.withLock { $0 } == (0..<1000).map { "\($0)".count })
            }
        }
    }

    @Test func aPollWaitsForItsTimeoutAndNoLonger() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.withConsumer { consumer in
                try await consumer.assign([partition: .beginning])
                _ = await consumer.collect { $0.ends[partition] == 0 }
                let start = EventLoop.now
                #expect(await consumer.poll(max: 10, timeout: .milliseconds(200)).isEmpty)
                #expect(EventLoop.now - start >= .milliseconds(200))
                let task = Task { await consumer.poll(max: 10, timeout: .seconds(60)) }
                task.cancel()
                #expect(await task.value.isEmpty)
            }
        }
    }

    @Test func closingWithRecordsNotTakenDoesNotHang() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            try await broker.write((0..<5000).map { "\($0)" }, to: topic)
            let consumer = try KafkaConsumer(loop: broker.loop, options: broker.options, group: nil)
            try await consumer.assign([partition: .beginning])
            #expect(await consumer.poll(max: 3, timeout: .seconds(20)).records.count == 3)
            await expectWithin(.seconds(10)) { await consumer.close() }
            #expect(await consumer.poll(max: 3, timeout: .seconds(20)).isEmpty)
            let error = await #expect(throws: KafkaError.self) { try await consumer.assign([partition: .end]) }
            #expect(error?.code == .closed)
        }
    }

    @Test func closingEndsAWaitingPoll() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            let consumer = try KafkaConsumer(loop: broker.loop, options: broker.options, group: nil)
            try await consumer.assign([partition: .beginning])
            _ = await consumer.collect { $0.ends[partition] == 0 }
            let poll = Task { await consumer.poll(max: 1, timeout: .seconds(60)) }
            await expectWithin(.seconds(10)) {
                await consumer.close()
                #expect(await poll.value.isEmpty)
            }
        }
    }

    @Test func recordsThatFellOffTheEndAreCounted() async throws {
        try await TestBroker.with { broker in
            let topic = try await broker.makeTopic()
            let partition = TopicPartition(topic: topic, partition: 0)
            let group = "g-\(topic)"
            let value = String(repeating: "x", count: 10_000)
            try await broker.write([value], to: topic)
            try await broker.withConsumer(group: group) { consumer in
                try await consumer.commit([partition: 1])
            }
            try await broker.write(Array(repeating: value, count: 2000), to: topic)
            let (low, high) = try await broker.admin.watermarks(of: partition)
            #expect(low > 1)
            #expect(high == 2001)
            try await broker.withConsumer(group: group) { consumer in
                try await consumer.assign([partition: .offset(5)])
                let told = await consumer.collect { $0.ends[partition] == high }
                #expect(told.skipped == [partition: low - 5])
                #expect(told.records.count == Int(high - low))
                try await consumer.assign([partition: .stored])
                let stored = await consumer.collect { $0.ends[partition] == high && !$0.skipped.isEmpty }
                #expect(stored.skipped == [partition: low - 1])
            }
        }
    }
}
