/// Finds the place behind which the newest n records lie that pass a filter, counted over all partitions by time.
///
/// It goes back from the end, and says what it has to be shown next. Timestamps are taken to rise along a partition; where
/// they do not, another record of about that time may be among the n.
public struct Backlog: Sendable {
    private struct Lane {
        var start: Int64
        let end: Int64
        /// From here to the end everything was looked at.
        var seenFrom: Int64
        /// Of the oldest record looked at: what lies before it is not newer.
        var oldest = Int64.max
        /// What passed, newest first, and how many of it are among the n.
        var matches: [(offset: Int64, timestamp: Int64)] = []
        var taken = 0

        var isExhausted: Bool { seenFrom <= start }
    }

    private let count: Int
    private let filter: RecordFilter
    private var lanes: [Int32: Lane]
    private var taken = 0

    /// - Parameter log: what there is of each partition, from its first record on.
    public init(count: Int, filter: RecordFilter, log: [Int32: Range<Int64>]) {
        self.count = count
        self.filter = filter
        lanes = log.mapValues { Lane(start: $0.lowerBound, end: $0.upperBound, seenFrom: $0.upperBound) }
    }

    /// Says where the partitions really begin: records leave them with time.
    public mutating func begin(at starts: [Int32: Int64]) {
        for (partition, offset) in starts { lanes[partition]?.start = offset }
    }

    /// Takes what a ring holds, which is the newest.
    public mutating func add(_ ring: ChannelRing) {
        var found: [Int32: [(offset: Int64, timestamp: Int64)]] = [:]
        ring.forEach(from: ring.start) { entry, bytes in
            note(entry, bytes, &found)
            return true
        }
        let starts = ring.startPositions
        prepend(found, from: Dictionary(uniqueKeysWithValues: starts.known.map { ($0.partition, $0.position.offset) }))
    }

    /// Takes what was read of ranges that ``wanted(most:)`` has named.
    public mutating func add(_ batches: [RecordBatch], of ranges: [Int32: Range<Int64>]) {
        var found: [Int32: [(offset: Int64, timestamp: Int64)]] = [:]
        for batch in batches {
            for entry in batch.entries { note(entry, batch.bytes, &found) }
        }
        prepend(found, from: ranges.mapValues(\.lowerBound))
    }

    private mutating func note(
        _ entry: RecordEntry, _ bytes: [UInt8], _ found: inout [Int32: [(offset: Int64, timestamp: Int64)]]
    ) {
        guard let lane = lanes[entry.partition] else { return }
        // The first one of a piece is its oldest.
        if found[entry.partition] == nil {
            found[entry.partition] = []
            lanes[entry.partition]?.oldest = min(lane.oldest, entry.timestamp)
        }
        if filter.matches(entry, in: bytes) { found[entry.partition]?.append((entry.offset, entry.timestamp)) }
    }

    private mutating func prepend(_ found: [Int32: [(offset: Int64, timestamp: Int64)]], from: [Int32: Int64]) {
        for (partition, offset) in from {
            lanes[partition]?.seenFrom = offset
            lanes[partition]?.matches += (found[partition] ?? []).reversed()
        }
    }

    /// What has to be looked at next, about `most` records in all. Empty when the place is found.
    public mutating func wanted(most: Int) -> [Int32: Range<Int64>] {
        while taken < count {
            var newest: (partition: Int32, timestamp: Int64)?
            for (partition, lane) in lanes where lane.taken < lane.matches.count {
                let timestamp = lane.matches[lane.taken].timestamp
                if newest.map({ (timestamp, partition) > ($0.timestamp, $0.partition) }) ?? true {
                    newest = (partition, timestamp)
                }
            }
            // Whatever may still hold something newer than that.
            let short = lanes.filter { _, lane in
                lane.taken == lane.matches.count && !lane.isExhausted && lane.oldest > newest?.timestamp ?? .min
            }
            guard short.isEmpty else {
                let share = Int64(max(1, filter.isEmpty ? min(most / short.count, count - taken) : most / short.count))
                return short.mapValues { max($0.start, $0.seenFrom - share)..<$0.seenFrom }
            }
            guard let newest else { return [:] }
            lanes[newest.partition]?.taken += 1
            taken += 1
        }
        return [:]
    }

    /// Where the newest records begin, as far as they were found.
    public var beginning: Positions {
        var positions = Positions()
        for (partition, lane) in lanes {
            let offset = lane.taken > 0 ? lane.matches[lane.taken - 1].offset : lane.end
            positions[partition] = Positions.Position(offset: offset)
        }
        return positions
    }

    /// Whether fewer were found than asked for because nobody has looked further.
    public var isShort: Bool { taken < count && unseen > 0 }

    /// Offsets that nobody has looked at.
    public var unseen: Int64 { lanes.values.reduce(0) { $0 + max(0, $1.seenFrom - $1.start) } }
}
