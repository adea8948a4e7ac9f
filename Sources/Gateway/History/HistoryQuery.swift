import Fanout

/// A question about a channel's past, answered by one page.
struct HistoryQuery: Hashable, Sendable {
    /// One partition; nil is all of them.
    var partition: Int32?
    var from: HistoryStart
    /// Most records in the page.
    var limit: Int
    var filter = RecordFilter()

    /// A question as a client asks it: from the newest records on where it names no place.
    init(partition: Int32?, from: PlaceText?, limit: Int?, filter: RecordFilter) throws(InvalidQuery) {
        let limit = limit ?? HistoryLimits.usualPageRecords
        guard (1...HistoryLimits.pageRecords).contains(limit) else {
            throw InvalidQuery(
                code: "limit.invalid", message: "limit must be a whole number from 1 to \(HistoryLimits.pageRecords)")
        }
        switch from {
        case .point(let point):
            guard let start = HistoryStart(point) else {
                throw InvalidQuery(
                    code: "query.invalid", message: "from: behind latest there is nothing yet; subscribe")
            }
            self.from = start
        case .offset(let offset):
            guard partition != nil else {
                throw InvalidQuery(code: "query.invalid", message: "from: an offset wants a partition")
            }
            self.from = .offset(offset)
        case nil: self.from = .last(limit)
        }
        self.partition = partition
        self.limit = limit
        self.filter = filter
    }
}

/// Why a question cannot be answered by anybody.
struct InvalidQuery: Error {
    /// Of the answer over HTTP; over the WebSocket it is `message.invalid`.
    let code: String
    let message: String
}
