import Kafka
import Testing

@testable import Gateway

@Suite("Filling the rings")
struct FillTests {
    private let channel = Channel(name: "orders")

    private func place(_ partition: Int32, topic: String = "orders") -> TopicPartition {
        TopicPartition(topic: topic, partition: partition)
    }

    private func record(_ partition: Int32, _ offset: Int64, at time: Int64, topic: String = "orders") -> KafkaRecord {
        KafkaRecord(
            topicPartition: place(partition, topic: topic), offset: offset, timestamp: time, key: nil, value: nil,
            headers: [])
    }

    private func batch(_ records: [KafkaRecord], ends: [TopicPartition: Int64] = [:]) -> ConsumerBatch {
        var batch = ConsumerBatch()
        batch.records = records
        batch.ends = ends
        return batch
    }

    private func fill(_ highs: [Int64], low: Int64 = 0, most: Int64 = 100) -> Fill {
        var fill = Fill(channel: channel, epoch: "e1")
        for (partition, high) in highs.enumerated() {
            fill.add(place(Int32(partition)), low: low, high: high, most: most)
        }
        return fill
    }

    private func merged(_ fill: Fill) -> [[Int64]] { fill.merged.map { [Int64($0.partition), $0.offset] } }

    @Test func beginsSoFarBackAsIsWantedAndThere() {
        var fill = Fill(channel: channel, epoch: "e1")
        fill.add(place(0), low: 0, high: 1000, most: 100)
        fill.add(place(1), low: 40, high: 90, most: 100)
        fill.add(place(2), low: 7, high: 7, most: 100)
        #expect(fill.starts == [place(0): 900, place(1): 40, place(2): 7])
        #expect(fill.start.epoch == "e1")
        #expect(fill.start.positions.known.map(\.position.offset) == [900, 40, 7])
        #expect(fill.start.logStart.known.map(\.position.offset) == [0, 40, 7])
    }

    @Test func anEmptyTopicIsCompleteAtOnce() {
        #expect(fill([0, 0]).isComplete)
        #expect(fill([0, 0]).merged.isEmpty)
    }

    @Test func isCompleteWhenEveryPartitionCameToItsOldEnd() {
        var fill = fill([2, 1])
        fill.take(batch([record(0, 0, at: 1), record(1, 0, at: 2)]))
        #expect(!fill.isComplete)
        fill.take(batch([record(0, 1, at: 3)]))
        #expect(fill.isComplete)
    }

    @Test func aHoleAtTheEndIsSeenByTheEndBeingTold() {
        var fill = fill([5])
        fill.take(batch([record(0, 0, at: 1), record(0, 2, at: 2)]))
        #expect(!fill.isComplete)
        fill.take(batch([], ends: [place(0): 5]))
        #expect(fill.isComplete)
        #expect(merged(fill) == [[0, 0], [0, 2]])
    }

    @Test func anEndBeforeTheOldOneDoesNotCount() {
        var fill = fill([5])
        fill.take(batch([], ends: [place(0): 4]))
        #expect(!fill.isComplete)
    }

    @Test func anotherTopicIsNotItsBusiness() {
        var fill = fill([1])
        fill.take(batch([record(0, 0, at: 1, topic: "audit")], ends: [place(0, topic: "audit"): 9]))
        #expect(!fill.isComplete)
        #expect(fill.merged.isEmpty)
    }

    @Test func whatComesBeyondTheEndIsKept() {
        var fill = fill([1, 1])
        fill.take(batch([record(0, 0, at: 1), record(0, 1, at: 2)]))
        fill.take(batch([record(0, 2, at: 3), record(1, 0, at: 4)]))
        #expect(fill.isComplete)
        #expect(merged(fill) == [[0, 0], [0, 1], [0, 2], [1, 0]])
    }

    @Test func partitionsAreMergedByTime() {
        var fill = fill([3, 3, 1])
        fill.take(batch([record(1, 0, at: 20), record(1, 1, at: 21), record(1, 2, at: 60)]))
        fill.take(batch([record(0, 0, at: 10), record(0, 1, at: 30), record(0, 2, at: 50), record(2, 0, at: 40)]))
        #expect(merged(fill) == [[0, 0], [1, 0], [1, 1], [0, 1], [2, 0], [0, 2], [1, 2]])
    }

    @Test func aPartitionKeepsItsOrderWhateverItsTimesSay() {
        var fill = fill([3, 2])
        fill.take(batch([record(0, 0, at: 90), record(0, 1, at: 10), record(0, 2, at: 20)]))
        fill.take(batch([record(1, 0, at: 50), record(1, 1, at: 95)]))
        let merged = merged(fill)
        #expect(merged == [[1, 0], [0, 0], [0, 1], [0, 2], [1, 1]])
    }

    @Test func equalTimesGoByPartition() {
        var fill = fill([1, 1, 1])
        fill.take(batch([record(2, 0, at: 5), record(0, 0, at: 5), record(1, 0, at: 5)]))
        #expect(merged(fill) == [[0, 0], [1, 0], [2, 0]])
    }
}
