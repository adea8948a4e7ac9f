/// Where a subscription begins.
public enum StartingPoint: Hashable, Sendable {
    case latest
    case earliest
    case cursor(Cursor)
    /// The newest n records, over all partitions.
    case last(Int)
    /// Records from this time on, in milliseconds.
    case since(Int64)
}

/// What a client is told it missed.
public struct Gap: Hashable, Sendable {
    public enum Reason: String, Sendable {
        /// It read too slowly, and the ring went past it.
        case overrun
        /// Kafka no longer has it.
        case retention
        /// The cursor belongs to another incarnation of the cluster or the topic.
        case reset
        /// It lies further back than this gateway reads.
        case limit
    }

    public var reason: Reason
    /// An upper bound: offsets have holes. Nil after a reset, where nobody knows.
    public var missed: Int64?

    public init(reason: Reason, missed: Int64?) {
        self.reason = reason
        self.missed = missed
    }
}

/// The place in a ring where a client goes on.
public struct Placement: Hashable, Sendable {
    public var sequence: UInt64
    /// Offsets a partition must have reached before its records are new to this client. Two gateways interleave
    /// partitions differently, so a resume begins at the earliest place that it needs and leaves these out. Empty when
    /// it reads what everybody reads.
    public var skip: [Int32: Int64]
    public var gap: Gap?

    public init(sequence: UInt64, skip: [Int32: Int64] = [:], gap: Gap? = nil) {
        self.sequence = sequence
        self.skip = skip
        self.gap = gap
    }
}

extension ChannelRing {
    /// Decides where a client that asks for `start` begins, and what it has to be told first.
    ///
    /// - Parameters:
    ///   - epoch: of the cluster as it is now.
    ///   - logStart: the first offset that Kafka has, a partition.
    public func place(_ start: StartingPoint, epoch: String, logStart: Positions) -> Placement {
        switch start {
        case .latest: return Placement(sequence: end)
        case .earliest: return Placement(sequence: self.start, gap: gap(before: logStart))
        case .last(let count): return Placement(sequence: end - UInt64(min(max(count, 0), self.count)))
        case .since(let milliseconds):
            // Where the oldest record held is newer, what is asked for may begin before it.
            let isHeld = entry(at: self.start).map { $0.timestamp < milliseconds } ?? true
            return Placement(sequence: sequence(since: milliseconds), gap: isHeld ? nil : gap(before: logStart))
        case .cursor(let cursor): return resume(cursor, epoch: epoch, logStart: logStart)
        }
    }

    private func resume(_ cursor: Cursor, epoch: String, logStart: Positions) -> Placement {
        guard cursor.epoch == epoch, cursor.positions.known.allSatisfy({ isOurs($0.partition, $0.position) }) else {
            return Placement(sequence: start, gap: Gap(reason: .reset, missed: nil))
        }
        var missed: Int64 = 0
        var first = end
        var skip: [Int32: Int64] = [:]
        let starts = startPositions
        for (partition, _) in endPositions.known {
            // A partition that the cursor does not know is new since: it starts at its first record.
            let wanted = cursor.positions[partition]?.offset ?? logStart[partition]?.offset ?? 0
            let held = starts[partition]?.offset ?? 0
            missed += max(0, held - wanted)
            if let place = sequence(of: partition, offset: wanted) { first = min(first, place) }
            skip[partition] = wanted
        }
        let gap = missed > 0 ? Gap(reason: .limit, missed: missed) : nil
        return Placement(sequence: first, skip: remaining(skip, at: first), gap: gap)
    }

    /// What of `skip` is still ahead at `sequence`.
    public func remaining(_ skip: [Int32: Int64], at sequence: UInt64) -> [Int32: Int64] {
        guard !skip.isEmpty else { return skip }
        let positions = positions(at: sequence)
        return skip.filter { partition, offset in (positions[partition]?.offset ?? 0) < offset }
    }

    /// Whether a client may have got `position` from the topic that we read now: it is not ahead of it, and the record
    /// before it, where we hold it, is the one that the client saw.
    private func isOurs(_ partition: Int32, _ position: Positions.Position) -> Bool {
        guard let last = endPositions[partition], mayReach(position.offset, in: partition) else { return false }
        guard position.timestamp >= 0, position.offset > 0, position.offset <= last.offset else { return true }
        if position.offset == last.offset { return last.timestamp < 0 || last.timestamp == position.timestamp }
        guard let place = sequence(of: partition, offset: position.offset - 1), let entry = entry(at: place),
            entry.offset == position.offset - 1
        else { return true }
        return entry.timestamp == position.timestamp
    }

    private func gap(before logStart: Positions) -> Gap? {
        let missed = startPositions.known.reduce(Int64(0)) { sum, known in
            sum + max(0, known.position.offset - (logStart[known.partition]?.offset ?? known.position.offset))
        }
        return missed > 0 ? Gap(reason: .limit, missed: missed) : nil
    }
}
