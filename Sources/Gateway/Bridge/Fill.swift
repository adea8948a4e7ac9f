import Fanout
import Kafka

/// Gathers what Kafka has of one channel at start, and merges its partitions by time.
struct Fill {
    let channel: Channel
    var start: ChannelStart
    /// Where to begin reading, a partition.
    private(set) var starts: [TopicPartition: Int64] = [:]
    /// What is still to be read: the end as it was when the fill began.
    private var ends: [TopicPartition: Int64] = [:]
    private var records: [Int32: [RecordEncoder.Record]] = [:]

    init(channel: Channel, epoch: String) {
        self.channel = channel
        start = ChannelStart(epoch: epoch, positions: Positions(), logStart: Positions())
    }

    /// - Parameter most: records wanted of the partition.
    mutating func add(_ place: TopicPartition, low: Int64, high: Int64, most: Int64) {
        let from = max(low, high - most)
        starts[place] = from
        start.positions[place.partition] = Positions.Position(offset: from)
        start.logStart[place.partition] = Positions.Position(offset: low)
        if from < high { ends[place] = high }
    }

    var isComplete: Bool { ends.isEmpty }

    /// Keeps what is of this channel. A partition is complete at its old end, by record or by the end being told:
    /// offsets have holes.
    mutating func take(_ batch: ConsumerBatch) {
        for record in batch.records where record.topicPartition.topic == channel.name {
            let place = record.topicPartition
            records[place.partition, default: []].append(RecordEncoder.Record(record))
            if let end = ends[place], record.offset + 1 >= end { ends[place] = nil }
        }
        for (place, offset) in batch.ends {
            if let end = ends[place], offset >= end { ends[place] = nil }
        }
    }

    /// All records by time; each partition keeps its own order whatever its timestamps say.
    var merged: [RecordEncoder.Record] {
        var queues = records.sorted { $0.key < $1.key }.map { $0.value[...] }
        var merged: [RecordEncoder.Record] = []
        merged.reserveCapacity(queues.reduce(0) { $0 + $1.count })
        while let next = queues.indices.filter({ !queues[$0].isEmpty })
            .min(by: { queues[$0].first!.timestamp < queues[$1].first!.timestamp })
        {
            merged.append(queues[next].removeFirst())
        }
        return merged
    }
}
