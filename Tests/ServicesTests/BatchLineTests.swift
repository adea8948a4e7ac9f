import Testing

@testable import Services

@Suite("Batches that overlap, in turns") struct BatchLineTests {
    private typealias Line = BatchLine<String>

    /// A line with a batch for each set of keys.
    private func line(_ keys: [Set<String>], depth: Int = 4) -> Line {
        var line = Line(depth: depth)
        for (number, keys) in keys.enumerated() {
            #expect(line.join() == number)
            line.describe(number, keys: keys)
        }
        return line
    }

    @Test func thereIsRoomForSoManyAndNoMore() {
        var line = Line(depth: 2)
        #expect(line.isEmpty && line.hasRoom)
        #expect(line.join() == 0)
        #expect(!line.isEmpty && line.hasRoom)
        #expect(line.join() == 1)
        #expect(!line.hasRoom)
        #expect(line.done(0) == 0..<1)
        #expect(line.hasRoom)
        #expect(line.join() == 2)
        #expect(line.first == 1)
    }

    @Test func aStepIsTakenWhenAllBeforeHaveTakenIt() {
        var line = line([["a"], ["b"], ["c"]])
        #expect([0, 1, 2].map { line.mayTake(0, $0) } == [true, false, false])
        line.took(0, 0)
        #expect([0, 1, 2].map { line.mayTake(0, $0) } == [true, true, false])
        // The first may hand over what it has to say; the second is decided first.
        #expect([0, 1].map { line.mayTake(1, $0) } == [true, false])
        line.took(0, 1)
        #expect(line.mayTake(0, 2))
        #expect(!line.mayTake(1, 1))
        line.took(1, 0)
        #expect(line.mayTake(1, 1))
        // One that is ahead by a step does not let others pass one that is behind.
        line.took(1, 1)
        line.took(0, 2)
        #expect(line.mayTake(1, 2))
        #expect([0, 1, 2].map { line.mayTake(2, $0) } == [true, false, false])
    }

    @Test func whatWasTakenBeforeMayBeTakenAgain() {
        var line = line([["a"], ["b"]])
        line.took(0, 0)
        line.took(1, 0)
        line.took(0, 1)
        // Both failed and try again.
        #expect(line.mayTake(0, 0) && line.mayTake(1, 0) && line.mayTake(0, 1))
        line.took(0, 0)
        #expect(line.mayTake(1, 1), "a second attempt takes nothing back")
    }

    @Test func oneWithNothingToSayLetsNobodyPassThoseBeforeIt() {
        var line = line([["a"], ["b"], ["c"]])
        line.took(0, 0)
        line.took(1, 1)
        line.took(0, 2)
        #expect(!line.mayTake(1, 2))
        #expect(line.done(1).isEmpty)
        #expect(!line.mayTake(1, 2))
        line.took(1, 0)
        #expect(line.mayTake(1, 2))
    }

    /// Decided while the earlier one is not acknowledged, it would look as if nobody had done it yet.
    @Test(
        arguments: [
            ([["a"], ["a"]], 1, 0), ([["a", "b"], ["c"], ["d", "b"]], 2, 0), ([["a"], ["b"], ["b"]], 2, 1),
        ] as [([Set<String>], Int, Int)])
    func whatAnEarlierOneHasInHandIsWaitedFor(_ keys: [Set<String>], _ later: Int, _ earlier: Int) {
        var line = line(keys)
        for number in 0..<later {
            line.took(0, number)
            line.took(1, number)
        }
        #expect(!line.mayTake(0, later))
        for number in 0..<later where number != earlier { _ = line.done(number) }
        #expect(!line.mayTake(0, later))
        _ = line.done(earlier)
        #expect(line.mayTake(0, later))
    }

    @Test func nothingIsDoneWithABatchThatWasNotRead() {
        var line = Line(depth: 3)
        _ = (line.join(), line.join())
        line.describe(1, keys: ["b"])
        #expect(!line.mayTake(0, 0))
        #expect(!line.mayTake(0, 1))
        line.describe(0, keys: [])
        #expect(line.mayTake(0, 0))
    }

    @Test func batchesEndInTheirOrder() {
        var line = line([["a"], ["b"], ["c"], ["d"]])
        #expect(line.done(1).isEmpty)
        #expect(line.done(2).isEmpty)
        #expect(line.first == 0)
        // The first fails for as long as it likes: nothing is committed meanwhile.
        #expect(line.done(0) == 0..<3)
        #expect(line.first == 3)
        #expect(line.mayTake(0, 3))
        line.took(1, 0)  // said too late of one that has ended
        #expect(line.done(3) == 3..<4)
        #expect(line.isEmpty)
    }
}
