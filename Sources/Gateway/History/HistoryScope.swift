import Fanout
import Kafka

/// What a question about a channel's past is about: the channel as it stood when it was asked, and which partitions.
///
/// The ring in it is a copy that shares all batches, so that whoever answers need not come back to the shard.
struct HistoryScope: Sendable {
    let topic: String
    let ring: ChannelRing
    let start: ChannelStart
    /// The partitions asked about.
    let partitions: [Int32]

    /// All partitions of a channel.
    init(topic: String, ring: ChannelRing, start: ChannelStart) {
        self.topic = topic
        self.ring = ring
        self.start = start
        partitions = ring.endPositions.known.map(\.partition)
    }

    private init(_ scope: HistoryScope, partition: Int32) {
        (topic, ring, start) = (scope.topic, scope.ring, scope.start)
        partitions = [partition]
    }

    /// One partition of it; nil where there is no such partition.
    func narrowed(to partition: Int32) -> HistoryScope? {
        partitions.contains(partition) ? HistoryScope(self, partition: partition) : nil
    }

    func place(_ partition: Int32) -> TopicPartition { TopicPartition(topic: topic, partition: partition) }

    /// From where the ring holds a partition.
    func ringStart(_ partition: Int32) -> Int64 { ring.startPositions[partition]?.offset ?? 0 }

    /// Where a partition ended when the question was asked.
    func end(_ partition: Int32) -> Int64 { ring.endPositions[partition]?.offset ?? 0 }

    /// The first offset of a partition, as of the gateway's start.
    func logStart(_ partition: Int32) -> Int64 { start.logStart[partition]?.offset ?? 0 }

    /// Whether the ring holds all that there is.
    var isAllInRing: Bool { partitions.allSatisfy { ringStart($0) <= logStart($0) } }

    /// What there is behind these positions; only of partitions that have something.
    func ranges(from positions: Positions) -> [Int32: Range<Int64>] {
        var ranges: [Int32: Range<Int64>] = [:]
        for partition in partitions {
            let from = positions[partition]?.offset ?? 0
            if from < end(partition) { ranges[partition] = from..<end(partition) }
        }
        return ranges
    }

    /// What of these ranges lies before the ring: that much has to be read from Kafka.
    func beforeRing(_ ranges: [Int32: Range<Int64>]) -> [Int32: Range<Int64>] {
        var before: [Int32: Range<Int64>] = [:]
        for (partition, range) in ranges where range.lowerBound < ringStart(partition) {
            before[partition] = range.lowerBound..<min(range.upperBound, ringStart(partition))
        }
        return before
    }

    /// The positions of the partitions asked about.
    func only(_ positions: Positions) -> Positions {
        var only = Positions()
        for partition in partitions { only[partition] = positions[partition] }
        return only
    }
}

extension ChannelFanout {
    /// For whoever asks about the past.
    var scope: HistoryScope { HistoryScope(topic: channel.name, ring: ring, start: start) }

    /// Whether the ring holds all that somebody wants who begins at `from`, and was placed there by the ring.
    ///
    /// - Parameter view: what they want; nil is everything.
    func holds(_ from: StartingPoint, _ placement: Placement, in view: FilteredView? = nil) -> Bool {
        guard case .last(let count) = from else { return placement.gap?.reason != .limit }
        view?.trim(before: ring.start)
        return view.map { $0.end - $0.start } ?? ring.count >= count || scope.isAllInRing
    }
}
