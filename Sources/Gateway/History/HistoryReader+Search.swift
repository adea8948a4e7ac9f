import Fanout
import Kafka

/// A record of the past as it was found, its JSON still where it was encoded.
struct FoundRecord: Sendable {
    let topic: String
    let entry: RecordEntry
    /// Of the batch that it came in.
    let bytes: [UInt8]

    /// The record's JSON, as in `events`.
    var json: ArraySlice<UInt8> { bytes[entry.bytes.indices] }
    var value: ArraySlice<UInt8> { bytes[entry.value.indices] }
    var headers: ArraySlice<UInt8> { bytes[entry.headers.indices] }
}

/// What was found in a part of a channel's past.
struct FoundRecords: Sendable {
    var records: [FoundRecord] = []
    /// Whether all of that part was looked at, and nothing of it was gone.
    var isComplete = true
}

extension HistoryReader {
    /// The records of these offsets that pass a filter, from the ring and from Kafka, in no order.
    ///
    /// - Parameter budget: of what is read from Kafka.
    func records(
        in ranges: [Int32: Range<Int64>], of scope: HistoryScope, _ filter: RecordFilter, _ budget: inout HistoryBudget
    ) async throws(HistoryError) -> FoundRecords {
        var found = FoundRecords()
        var rest = HistoryRange(topic: scope.topic, offsets: scope.beforeRing(ranges))
        while !rest.isEmpty {
            guard !budget.isSpent else {
                found.isComplete = false
                break
            }
            let chunk = try await read(rest.piece(most: limits.chunk))
            budget.spend(max(1, chunk.batch?.entries.count ?? 0))
            if chunk.lost > 0 { found.isComplete = false }
            if let batch = chunk.batch {
                for entry in batch.entries
                where ranges[entry.partition]?.contains(entry.offset) == true && filter.matches(entry, in: batch.bytes)
                {
                    found.records.append(FoundRecord(topic: scope.topic, entry: entry, bytes: batch.bytes))
                }
            }
            rest = rest.after(chunk.end)
        }
        found.records += scope.ringRecords(in: ranges, filter)
        return found
    }
}

extension HistoryScope {
    /// The records of these offsets that the ring holds and that pass a filter.
    func ringRecords(in ranges: [Int32: Range<Int64>], _ filter: RecordFilter) -> [FoundRecord] {
        var found: [FoundRecord] = []
        ring.forEach(from: ring.start) { entry, bytes in
            if ranges[entry.partition]?.contains(entry.offset) == true, filter.matches(entry, in: bytes) {
                found.append(FoundRecord(topic: topic, entry: entry, bytes: bytes))
            }
            return true
        }
        return found
    }

    /// Everything that there was when the question was asked.
    var everything: [Int32: Range<Int64>] { ranges(from: Positions()) }
}
