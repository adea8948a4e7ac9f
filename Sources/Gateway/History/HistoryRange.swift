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

    /// From where a client stands to where a ring begins.
    init(topic: String, from positions: Positions, to end: Positions) {
        var offsets: [Int32: Range<Int64>] = [:]
        for (partition, position) in end.known {
            let from = positions[partition]?.offset ?? 0
            if from < position.offset { offsets[partition] = from..<position.offset }
        }
        self.init(topic: topic, offsets: offsets)
    }

    var isEmpty: Bool { offsets.isEmpty }
}

/// What was found of a range, in the order of arrival; each partition in its own.
struct HistoryChunk: Sendable {
    /// Encoded once, for all readers of the range; nil where nothing was found.
    var batch: RecordBatch?
    /// How far each partition of the range was read.
    var end: Positions
    /// Records of the range that Kafka no longer has.
    var lost: Int64 = 0
    /// Whether it was read to its end.
    var isComplete: Bool
}

/// Why history was not read.
enum HistoryError: Error, Hashable, Sendable {
    /// Too many wait already.
    case busy(retryAfterMilliseconds: Int)
    case failed(String)
}
