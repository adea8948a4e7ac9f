/// Brings the records of several partitions into the order of their timestamps; each partition keeps its own order. It is
/// given what is read piece by piece, and says of which partitions it needs more.
public struct TimeMerge: Sendable {
    private struct Lane {
        /// How far it was read, with the timestamp of the last record, and how far it is to be.
        var reached: Positions.Position
        let end: Int64
        var waiting: [(entry: RecordEntry, batch: RecordBatch)] = []
        var head = 0

        var isEmpty: Bool { head == waiting.count }
        var isComplete: Bool { reached.offset >= end }
    }

    private var lanes: [Int32: Lane]

    /// - Parameter ranges: what is to be merged, a partition.
    public init(_ ranges: [Int32: Range<Int64>]) {
        lanes = ranges.mapValues { Lane(reached: .init(offset: $0.lowerBound), end: $0.upperBound) }
    }

    /// What has to be read before it can go on: of each partition of which nothing waits its next offsets, about `most`
    /// in all. Empty at the end.
    public func wanted(most: Int) -> [Int32: Range<Int64>] {
        let empty = lanes.filter { $0.value.isEmpty && !$0.value.isComplete }
        let share = Int64(max(1, most / max(1, empty.count)))
        return empty.mapValues { $0.reached.offset..<min($0.end, $0.reached.offset + share) }
    }

    /// Takes what was read.
    ///
    /// - Parameter end: how far each partition was read, holes included.
    public mutating func add(_ batch: RecordBatch?, end: Positions) {
        for entry in batch?.entries ?? [] {
            guard let batch, var lane = lanes.removeValue(forKey: entry.partition) else { continue }
            if lane.isEmpty { (lane.waiting, lane.head) = ([], 0) }
            lane.waiting.append((entry, batch))
            lanes[entry.partition] = lane
        }
        for (partition, position) in end.known where (lanes[partition]?.reached.offset ?? .max) < position.offset {
            lanes[partition]?.reached = position
        }
    }

    /// Takes what a ring holds of the partitions that were read up to where it begins.
    public mutating func add(_ ring: ChannelRing) {
        let (starts, ends) = (ring.startPositions, ring.endPositions)
        let wanted = lanes.filter { partition, lane in
            !lane.isComplete && lane.reached.offset >= starts[partition]?.offset ?? .max
        }
        guard !wanted.isEmpty, ring.count > 0 else { return }
        for batch in ring.batches(from: ring.start) {
            for entry in batch.entries {
                guard let lane = wanted[entry.partition], lane.reached.offset <= entry.offset, entry.offset < lane.end
                else { continue }
                lanes[entry.partition]?.waiting.append((entry, batch))
            }
        }
        for partition in wanted.keys {
            if let end = ends[partition] { lanes[partition]?.reached = end }
        }
    }

    /// The next record by time; nil where more has to be read first, or all were given.
    public mutating func next() -> (entry: RecordEntry, bytes: [UInt8])? {
        var oldest: (partition: Int32, timestamp: Int64)?
        for (partition, lane) in lanes {
            guard !lane.isEmpty else {
                if lane.isComplete { continue }
                return nil
            }
            let timestamp = lane.waiting[lane.head].entry.timestamp
            // The same time: the lower partition, so that two readers see one order.
            if oldest.map({ (timestamp, partition) < ($0.timestamp, $0.partition) }) ?? true {
                oldest = (partition, timestamp)
            }
        }
        guard let oldest, let lane = lanes[oldest.partition] else { return nil }
        lanes[oldest.partition]?.head += 1
        let (entry, batch) = lane.waiting[lane.head]
        return (entry, batch.bytes)
    }

    /// Where the partitions stand of which all that was read has been given.
    public var given: [(partition: Int32, position: Positions.Position)] {
        lanes.filter(\.value.isEmpty).map { ($0.key, $0.value.reached) }
    }
}
