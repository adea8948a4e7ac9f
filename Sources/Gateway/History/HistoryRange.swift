import Fanout
import Kafka

/// What to read from Kafka of one channel: a range of offsets of each partition.
struct HistoryRange: Hashable, Sendable {
    let topic: String
    /// Only of partitions that have something to read.
    let offsets: [Int32: Range<Int64>]

    init(topic: String, offsets: [Int32: Range<Int64>]) {
        self.topic = topic
        self.offsets = offsets.filter { !$0.value.isEmpty }
    }

    var isEmpty: Bool { offsets.isEmpty }

    /// The beginning of it, about `most` records: up to places that are the same for all readers, so that those who come
    /// from different ones soon read the same ranges.
    func piece(most: Int) -> HistoryRange {
        let block = Int64(max(1, most / max(1, offsets.count)))
        let piece = offsets.mapValues { range in
            range.lowerBound..<min(range.upperBound, (range.lowerBound / block + 1) * block)
        }
        return HistoryRange(topic: topic, offsets: piece)
    }

    /// What is left of it when so much has been read.
    func after(_ end: Positions) -> HistoryRange {
        let rest = offsets.map { partition, range in
            (partition, min(max(end[partition]?.offset ?? 0, range.lowerBound), range.upperBound)..<range.upperBound)
        }
        return HistoryRange(topic: topic, offsets: Dictionary(uniqueKeysWithValues: rest))
    }
}

/// What was found of a range, in the order of arrival; each partition in its own.
struct HistoryChunk: Sendable {
    /// Encoded once, for all readers of the range; nil where nothing was found.
    var batch: RecordBatch?
    /// How far each partition of the range was read.
    var end: Positions
    /// Records of the range that Kafka no longer has.
    var lost: Int64 = 0
}
