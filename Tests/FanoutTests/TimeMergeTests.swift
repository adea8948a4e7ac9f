import Fanout
import Testing

@Suite("Merge by time")
struct TimeMergeTests {
    private func batch(_ records: [TestRecord]) -> RecordBatch? {
        var encoder = RecordEncoder(positions: Positions())
        for record in records {
            encoder.append(
                .init(
                    partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: nil,
                    value: nil, headers: []))
        }
        return encoder.takeBatch()
    }

    /// Everything, read in pieces as the merge asks for it.
    private func merge(_ records: [TestRecord], piece: Int) -> [TestRecord] {
        var ranges: [Int32: Range<Int64>] = [:]
        for partition in Set(records.map(\.partition)) {
            ranges[partition] = 0..<records.filter { $0.partition == partition }.map(\.offset).max()! + 1
        }
        var merge = TimeMerge(ranges)
        var merged: [TestRecord] = []
        while case let wanted = merge.wanted(most: piece), !wanted.isEmpty {
            var end = Positions()
            for (partition, range) in wanted { end[partition] = .init(offset: range.upperBound) }
            // As they arrive: one partition after another.
            let found = records.filter { wanted[$0.partition]?.contains($0.offset) ?? false }
                .sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
            merge.add(batch(found), end: end)
            while let (entry, _) = merge.next() {
                merged.append(TestRecord(entry.partition, entry.offset, entry.timestamp))
            }
        }
        return merged
    }

    @Test(arguments: [1, 2, 7, 100])
    func partitionsComeInTheOrderOfTime(_ piece: Int) {
        let records = interleaved(50)
        #expect(merge(records, piece: piece).map(\.timestamp) == records.map(\.timestamp))
    }

    @Test func holesAndUnevenPartitionsChangeNothing() {
        let sparse: [TestRecord] = [(0, 3, 50), (0, 40, 51), (1, 0, 10), (1, 1, 60), (2, 9, 55)]
        let merged = merge(sparse, piece: 6)
        #expect(merged.map(\.timestamp) == [10, 50, 51, 55, 60])
    }

    @Test func aPartitionKeepsItsOrderWhateverItsTimesSay() {
        let merged = merge([(0, 0, 9), (0, 1, 3), (1, 0, 5)], piece: 10)
        #expect(merged.map(\.timestamp) == [5, 9, 3])
    }

    @Test func itTellsHowFarEmptyPartitionsWereRead() {
        var merge = TimeMerge([0: 0..<10, 1: 5..<8])
        var end = Positions()
        end[0] = .init(offset: 4)
        end[1] = .init(offset: 8)
        merge.add(batch([(1, 5, 100)]), end: end)
        #expect(merge.next() == nil)
        #expect(merge.given.map(\.partition) == [0])
        #expect(merge.given.first?.position.offset == 4)
        #expect(merge.wanted(most: 3) == [0: 4..<7])
    }
}
