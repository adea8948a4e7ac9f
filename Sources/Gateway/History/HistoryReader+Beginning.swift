import Fanout
import Kafka

/// Finds the place that a client means who wants the past, in the ring where that is enough and in Kafka where it is not.
extension HistoryReader {
    func beginning(
        _ from: HistoryStart, _ filter: RecordFilter, in scope: HistoryScope, _ budget: inout HistoryBudget
    ) async throws(HistoryError) -> HistoryBeginning {
        switch from {
        case .earliest: HistoryBeginning(positions: try await earliest(in: scope))
        case .cursor(let cursor): HistoryBeginning(positions: try await positions(of: cursor, in: scope))
        case .offset(let offset): HistoryBeginning(positions: scope.positions(at: offset))
        case .since(let milliseconds): HistoryBeginning(positions: try await since(milliseconds, in: scope))
        case .last(let count): try await last(count, filter, in: scope, &budget)
        }
    }

    /// Where a client stands by its cursor, which may be ahead of what this gateway has read.
    private func positions(of cursor: Cursor, in scope: HistoryScope) async throws(HistoryError) -> Positions {
        var ring = scope.ring
        for partition in cursor.epoch == scope.start.epoch ? ring.outrun(by: cursor) : [] {
            ring.topicReaches(try await end(of: scope.place(partition)), in: partition)
        }
        return try scope.positions(of: cursor, by: ring)
    }

    /// The first record that Kafka has of each partition.
    private func earliest(in scope: HistoryScope) async throws(HistoryError) -> Positions {
        var positions = Positions()
        for partition in scope.partitions {
            let low =
                scope.isAllInRing ? scope.ringStart(partition) : try await low(of: scope.place(partition))
            positions[partition] = Positions.Position(offset: low)
        }
        return positions
    }

    private func since(_ milliseconds: Int64, in scope: HistoryScope) async throws(HistoryError) -> Positions {
        let placement = scope.ring.place(
            .since(milliseconds), epoch: scope.start.epoch, logStart: scope.start.logStart)
        guard placement.gap != nil else { return scope.only(scope.ring.positions(at: placement.sequence)) }
        var positions = Positions()
        for partition in scope.partitions {
            let offset = try await offset(of: scope.place(partition), since: milliseconds)
            positions[partition] = Positions.Position(offset: offset)
        }
        return positions
    }

    /// Goes back over the ring, then piece by piece over what lies before it.
    private func last(
        _ count: Int, _ filter: RecordFilter, in scope: HistoryScope, _ budget: inout HistoryBudget
    ) async throws(HistoryError) -> HistoryBeginning {
        let log = scope.partitions.map { ($0, min(scope.logStart($0), scope.end($0))..<scope.end($0)) }
        var backlog = Backlog(
            count: min(count, limits.subscription), filter: filter, log: Dictionary(uniqueKeysWithValues: log))
        backlog.add(scope.ring)
        if !backlog.wanted(most: 1).isEmpty {
            var starts: [Int32: Int64] = [:]
            for partition in scope.partitions {
                starts[partition] = try await low(of: scope.place(partition))
            }
            backlog.begin(at: starts)
        }
        searching: while !budget.isSpent {
            let ranges = backlog.wanted(most: limits.chunk)
            if ranges.isEmpty { break }
            var rest = HistoryRange(topic: scope.topic, offsets: ranges)
            var batches: [RecordBatch] = []
            while !rest.isEmpty {
                guard !budget.isSpent else { break searching }
                let chunk = try await read(rest)
                budget.spend(chunk.batch?.entries.count ?? 0)
                if let batch = chunk.batch { batches.append(batch) }
                rest = rest.after(chunk.end)
            }
            backlog.add(batches, of: ranges)
        }
        return HistoryBeginning(positions: backlog.beginning, unseen: backlog.isShort ? backlog.unseen : 0)
    }
}

extension HistoryScope {
    /// Where a client stands by its cursor. A partition that the cursor does not know is new since.
    fileprivate func positions(of cursor: Cursor, by ring: ChannelRing) throws(HistoryError) -> Positions {
        let placement = ring.place(.cursor(cursor), epoch: start.epoch, logStart: start.logStart)
        guard placement.gap?.reason != .reset else { throw .reset }
        var positions = only(cursor.positions)
        for partition in partitions where positions[partition] == nil {
            positions[partition] = Positions.Position(offset: logStart(partition))
        }
        return positions
    }

    fileprivate func positions(at offset: Int64) -> Positions {
        var positions = Positions()
        for partition in partitions { positions[partition] = Positions.Position(offset: min(offset, end(partition))) }
        return positions
    }
}
