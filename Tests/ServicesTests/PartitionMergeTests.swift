import Testing

@testable import Services

@Suite("Records of several partitions in the order of their times") struct PartitionMergeTests {
    private typealias Merge = PartitionMerge<String, Int>
    private let now: Int64 = 1_770_297_077_406

    private func merge(_ partitions: [String], waitsForOthers: Bool = true, bound: Int = 2000) -> Merge {
        var merge = Merge(waitsForOthers: waitsForOthers, bound: bound)
        for partition in partitions { merge.assign(partition) }
        return merge
    }

    @Test func aRecordWaitsForEveryPartitionThatMayStillBringAnOlderOne() {
        var merge = merge(["a", "b"])
        merge.append(2, of: "a", at: 0, time: now - 20, now: now)
        #expect(merge.take(10, now: now).isEmpty)
        merge.append(1, of: "b", at: 0, time: now - 30, now: now)
        #expect(merge.take(10, now: now).map(\.element) == [1])  // then b may bring more
        merge.reachedEnd(of: "b", at: 1)
        #expect(merge.take(10, now: now).map(\.element) == [2])
        #expect(merge.count == 0)
    }

    @Test func anEndIsForgottenWhenARecordComesAfterIt() {
        var merge = merge(["a", "b"])
        merge.reachedEnd(of: "b", at: 0)
        merge.append(1, of: "b", at: 0, time: now - 30, now: now)
        merge.append(2, of: "a", at: 0, time: now - 20, now: now)
        #expect(merge.take(10, now: now).map(\.element) == [1])
        #expect(merge.take(10, now: now).isEmpty)
    }

    @Test func anOldRecordWaitsAMomentForPartitionsThatSayTheyAreAtTheirEnd() {
        var merge = merge(["a", "b"])
        merge.reachedEnd(of: "b", at: 0)
        merge.append(2, of: "a", at: 0, time: now - 600_000, now: now)
        #expect(merge.take(10, now: now).isEmpty)
        merge.append(1, of: "b", at: 0, time: now - 601_000, now: now + 50)
        merge.reachedEnd(of: "b", at: 1)
        #expect(merge.take(10, now: now + 100).map(\.element) == [1])
        #expect(merge.take(10, now: now + 250).map(\.element) == [2])
    }

    @Test func theOrderWithinAPartitionStaysWhateverTheTimesSay() {
        var merge = merge(["a"])
        for (offset, time) in [now, now - 50, now - 10].enumerated() {
            merge.append(offset, of: "a", at: Int64(offset), time: time, now: now)
        }
        #expect(merge.take(10, now: now).map(\.element) == [0, 1, 2])
    }

    @Test func withoutWaitingOnlyWhatIsThereIsOrdered() {
        var merge = merge(["a", "b", "c"], waitsForOthers: false)
        merge.append(2, of: "a", at: 0, time: now - 900_000, now: now)
        merge.append(1, of: "b", at: 0, time: now - 990_000, now: now)
        #expect(merge.take(10, now: now).map(\.element) == [1, 2])
    }

    @Test func aPartitionIsFullAtItsBoundUntilAFifthIsGone() {
        var merge = merge(["a"], bound: 10)
        for offset in 0..<10 { merge.append(offset, of: "a", at: Int64(offset), time: now, now: now) }
        #expect(merge.full == ["a"])
        _ = merge.take(1, now: now)
        #expect(merge.full == ["a"])
        _ = merge.take(1, now: now)
        #expect(merge.full.isEmpty)
    }

    @Test func aRevokedPartitionTakesItsRecordsWithItAndHoldsNobodyUp() {
        var merge = merge(["a", "b"])
        merge.append(1, of: "a", at: 0, time: now - 10, now: now)
        merge.append(2, of: "b", at: 0, time: now - 5, now: now)
        merge.revoke("a")
        #expect(merge.count == 1)
        #expect(merge.take(10, now: now).map(\.element) == [2])
        merge.append(3, of: "a", at: 1, time: now, now: now)
        #expect(merge.count == 0)
    }

    /// What the merge is for: three partitions that arrive one after the other come out as they were written.
    @Test func aBacklogThatArrivesPartitionByPartitionComesOutInOrder() {
        var merge = merge(["0", "1", "2"])
        let start = now - 600_000
        for partition in 0..<3 {
            for index in 0..<100 {
                let number = index * 3 + partition
                merge.append(
                    number, of: "\(partition)", at: Int64(index), time: start + Int64(number) * 1000, now: now)
            }
            merge.reachedEnd(of: "\(partition)", at: 100)
        }
        var order: [Int] = []
        while merge.count > 0 { order += merge.take(7, now: now + 300).map(\.element) }
        #expect(order == Array(0..<300))
    }
}
