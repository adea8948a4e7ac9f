import Fanout

/// Pages: a bounded number of records from somewhere on, by time, from Kafka and from the ring.
extension HistoryReader {
    /// - Parameters:
    ///   - scope: the channel, already narrowed to the query's partition.
    ///   - bytes: of the page's records, about.
    func page(_ query: HistoryQuery, in scope: HistoryScope, bytes: Int) async throws(HistoryError) -> HistoryPage {
        var search = limits.forPage
        let beginning = try await beginning(query.from, query.filter, in: scope, &search)
        var budget = limits.forPage
        var page = RecordPage(
            from: beginning.positions, filter: query.filter,
            limits: RecordPage.Limits(records: query.limit, bytes: bytes))
        var missed: Int64 = 0
        var merge = TimeMerge(scope.ranges(from: beginning.positions))
        // Without a filter a page's worth of each partition is enough.
        let most = query.filter.isEmpty ? min(query.limit * scope.partitions.count, limits.chunk) : limits.chunk
        while true {
            merge.add(scope.ring)
            while let (entry, bytes) = merge.next(), page.take(entry, in: bytes) {}
            if page.isFull { break }
            for (partition, position) in merge.given { page.skip(partition, to: position) }
            let range = HistoryRange(topic: scope.topic, offsets: scope.beforeRing(merge.wanted(most: most)))
            if range.isEmpty || budget.isSpent { break }
            let chunk = try await read(range)
            budget.spend(chunk.batch?.entries.count ?? 0)
            missed += chunk.lost
            merge.add(chunk.batch, end: chunk.end)
        }
        let hasMore = !scope.ranges(from: page.positions).isEmpty
        return HistoryPage(
            events: page.bytes, cursor: Cursor(epoch: scope.start.epoch, positions: page.positions), hasMore: hasMore,
            // Whoever wants all there is did not stand anywhere before.
            missed: query.from == .earliest ? 0 : missed,
            isLimited: beginning.unseen > 0 || hasMore && !page.isFull)
    }
}
