/// The newest record of each key of a topic, as a compacted topic means it: a tombstone deletes its key, and records
/// without a key are no part of it.
///
/// Bounded by keys and by bytes. Beyond a bound those keys leave that were written longest ago, some at a time, and it is
/// known from then on that something is missing.
public struct CompactedTable: Sendable {
    /// The newest record of a key, with its own bytes: the batch that it came in is let go.
    public final class Row: Sendable {
        public let entry: RecordEntry
        /// The record's JSON, as in `events`.
        public let bytes: [UInt8]
        /// Counts records as they were taken.
        let order: UInt64

        init(_ entry: RecordEntry, of batch: RecordBatch, order: UInt64) {
            bytes = Array(batch.bytes[entry.bytes.indices])
            self.entry = entry.atBeginning
            self.order = order
        }
    }

    public private(set) var rows: [KeyText: Row] = [:]
    /// Of all rows.
    public private(set) var bytes = 0
    /// Whether keys had to leave.
    public private(set) var isTruncated = false
    private let limits: ChannelRing.Limits
    private var taken: UInt64 = 0

    public init(limits: ChannelRing.Limits) { self.limits = limits }

    public mutating func take(_ batch: RecordBatch) {
        for entry in batch.entries {
            let key = KeyText(entry, in: batch.bytes)
            guard !key.isNone else { continue }
            if let before = rows[key] { bytes -= before.bytes.count }
            guard !entry.isTombstone(in: batch.bytes) else {
                rows[key] = nil
                continue
            }
            taken += 1
            let row = Row(entry, of: batch, order: taken)
            rows[key] = row
            bytes += row.bytes.count
        }
        // An eighth more than is allowed, so that those that leave need not be looked for at each record.
        if rows.count > limits.records + limits.records / 8 || bytes > limits.bytes + limits.bytes / 8 { truncate() }
    }

    private mutating func truncate() {
        isTruncated = true
        let newest = rows.sorted { $0.value.order > $1.value.order }
        rows.removeAll(keepingCapacity: true)
        bytes = 0
        for (key, row) in newest.prefix(limits.records) {
            guard bytes + row.bytes.count <= limits.bytes else { break }
            rows[key] = row
            bytes += row.bytes.count
        }
    }

    /// The rows that a filter lets through, in no order.
    public static func select(_ rows: [KeyText: Row], by filter: RecordFilter) -> [Row] {
        guard !filter.isEmpty else { return Array(rows.values) }
        let candidates = filter.keys.map { $0.compactMap { rows[$0] } } ?? Array(rows.values)
        return candidates.filter { filter.matches($0.entry, in: $0.bytes) }
    }
}

extension RecordEntry {
    /// The same where the record's JSON begins at 0.
    fileprivate var atBeginning: RecordEntry {
        let start = bytes.lowerBound
        func moved(_ range: Range<UInt32>) -> Range<UInt32> {
            // An empty range may stand anywhere.
            range.isEmpty ? 0..<0 : range.lowerBound - start..<range.upperBound - start
        }
        return RecordEntry(
            partition: partition, offset: offset, timestamp: timestamp, bytes: moved(bytes), key: moved(key),
            headers: moved(headers), value: moved(value), eventID: moved(eventID))
    }

    /// Whether its value is `null`.
    fileprivate func isTombstone(in batch: [UInt8]) -> Bool {
        value.count == 4 && batch[value.indices].elementsEqual("null".utf8)
    }
}
