import Fanout
import Testing

@Suite("Backlog")
struct BacklogTests {
    /// What a search back over `records` finds, of which the ring holds the last `held`; and how often it had to read.
    private func search(
        _ count: Int, _ records: [TestRecord], held: Int, chunk: Int = 4, filter: RecordFilter = RecordFilter(),
        value: (Int) -> String = { "{\"n\":\($0)}" }
    ) -> (beginning: Positions, reads: Int, isShort: Bool) {
        var log: [Int32: Range<Int64>] = [:]
        for partition in Set(records.map(\.partition)) {
            log[partition] = 0..<Int64(records.count { $0.partition == partition })
        }
        var backlog = Backlog(count: count, filter: filter, log: log)
        backlog.add(ring(records, held: held, value: value))
        var reads = 0
        while case let ranges = backlog.wanted(most: chunk), !ranges.isEmpty {
            reads += 1
            let wanted = records.enumerated().filter { ranges[$1.partition]?.contains($1.offset) ?? false }
            backlog.add([batch(wanted.map { ($1, value($0)) })], of: ranges)
        }
        return (backlog.beginning, reads, backlog.isShort)
    }

    private func ring(_ records: [TestRecord], held: Int, value: (Int) -> String) -> ChannelRing {
        var positions = Positions()
        for partition in Set(records.map(\.partition)) {
            positions[partition] = .init(
                offset: Int64(records.dropLast(held).count { $0.partition == partition }))
        }
        var ring = ChannelRing(limits: .init(records: 1000, bytes: 1 << 20), positions: positions)
        let first = records.count - held
        ring.append(batch(records.suffix(held).enumerated().map { ($1, value(first + $0)) }, after: positions))
        return ring
    }

    private func batch(_ records: [(TestRecord, String)], after positions: Positions = Positions()) -> RecordBatch {
        var encoder = RecordEncoder(positions: positions)
        for (record, value) in records {
            encoder.append(
                .init(
                    partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: nil,
                    value: Array(value.utf8), headers: []))
        }
        return encoder.takeBatch()!
    }

    /// The numbers of the records behind a place.
    private func numbers(_ records: [TestRecord], from beginning: Positions) -> [Int] {
        records.enumerated().filter { $1.offset >= beginning[$1.partition]?.offset ?? 0 }.map(\.offset)
    }

    @Test(arguments: [0, 1, 5, 10, 11, 30, 59, 60, 100])
    func theNewestAreFoundWhereverTheRingBegins(_ count: Int) {
        let records = interleaved(60)
        for held in [1, 10, 59] {
            let found = search(count, records, held: held)
            #expect(numbers(records, from: found.beginning) == Array(max(0, 60 - count)..<60), "\(held) held")
            #expect(!found.isShort)
        }
    }

    @Test func whatTheRingHoldsIsNotRead() {
        #expect(search(10, interleaved(60), held: 12).reads == 0)
        #expect(search(13, interleaved(60), held: 12).reads > 0)
    }

    /// One partition has been quiet for long: its newest records are older than all of another's.
    @Test func newestIsByTimeNotByPartition() {
        let quiet = (0..<10).map { TestRecord(0, Int64($0), Int64(100 + $0)) }
        let busy = (0..<20).map { TestRecord(1, Int64($0), Int64(1000 + $0)) }
        let found = search(15, quiet + busy, held: 5)
        #expect(found.beginning[0]?.offset == 10)
        #expect(found.beginning[1]?.offset == 5)
    }

    @Test func aFilterIsCountedByWhatPasses() {
        let records = interleaved(90)
        let filter = RecordFilter(conditions: [.init(.field("kind"), equals: .text("rare"))])
        let found = search(3, records, held: 9, filter: filter) { #"{"kind":"\#($0 % 10 == 0 ? "rare" : "usual")"}"# }
        let rare = numbers(records, from: found.beginning).filter { $0 % 10 == 0 }
        #expect(rare == [60, 70, 80])
    }

    @Test func aSearchThatIsGivenUpSaysWhatNobodyHasLookedAt() {
        var backlog = Backlog(count: 10, filter: RecordFilter(), log: [0: 0..<100])
        #expect(backlog.wanted(most: 4) == [0: 96..<100])
        backlog.add([batch((96..<100).map { (TestRecord(0, $0, $0), "{}") })], of: [0: 96..<100])
        #expect(backlog.wanted(most: 4) == [0: 92..<96])
        #expect(backlog.isShort)
        #expect(backlog.unseen == 96)
        #expect(backlog.beginning[0]?.offset == 96)
    }
}
