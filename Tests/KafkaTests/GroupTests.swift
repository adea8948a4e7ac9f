import Kafka
import Synchronization
import TestSupport
import Testing

@Suite("Groups", .timeLimit(.minutes(3)))
struct GroupTests {
    /// One test for all of it: the embedded broker takes seconds to form a group.
    @Test(arguments: BrokerKind.all)
    func membersShareThePartitionsAndGoOnWhereTheGroupWas(_ kind: BrokerKind) async throws {
        try await TestBroker.with(kind) { broker in
            let topic = try await broker.makeTopic(partitions: 4)
            let all = Set((0..<4).map { TopicPartition(topic: topic, partition: $0) })
            let group = "g-\(topic)"
            let first = try KafkaConsumer(loop: broker.loop, options: broker.options, group: group)
            let second = try KafkaConsumer(loop: broker.loop, options: broker.options, group: group)
            let revoked = Mutex<Set<TopicPartition>>([])
            try await first.subscribe([topic]) { event in
                guard case .revoked(let partitions) = event else { return }
                revoked.withLock { $0.formUnion(partitions) }
                first.commitNow(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 1) }))
            }
            #expect(await eventually { await first.polledAssignment() == all })
            try await broker.withProducer { producer in
                let records = (0..<4).map { ProducerRecord(topic: topic, partition: $0, value: [UInt8($0)]) }
                for result in await producer.send(records) { _ = try result.get() }
            }
            #expect(await first.collect { $0.records.count == 4 }.records.count == 4)

            try await second.subscribe([topic])
            let isShared = await eventually {
                let (mine, theirs) = (await first.polledAssignment(), await second.polledAssignment())
                return mine.count == 2 && theirs.count == 2 && mine.union(theirs) == all
            }
            #expect(isShared)
            #expect(revoked.withLock { $0 } == all)

            // Closing leaves the group at once: the other one has all of it well before the session would time out.
            revoked.withLock { $0 = [] }
            await first.close()
            #expect(revoked.withLock { $0.count } == 2)
            #expect(await eventually { await second.polledAssignment() == all })
            try await broker.withProducer { producer in
                let records = (0..<4).map { ProducerRecord(topic: topic, partition: $0, value: [10 + UInt8($0)]) }
                for result in await producer.send(records) { _ = try result.get() }
            }
            let rest = await second.collect { collected in
                Set(collected.records.map { $0.value?.first ?? 0 }).isSuperset(of: [10, 11, 12, 13])
            }
            // The embedded broker refuses commits while a group is rebalanced, so there records may come again.
            if kind == .kafka { #expect(rest.records.count == 4) }
            await second.close()
        }
    }
}

extension KafkaConsumer {
    /// Rebalances are served by polls.
    fileprivate func polledAssignment() async -> Set<TopicPartition> {
        _ = await poll(max: 100, timeout: .milliseconds(20))
        return assignment
    }
}
