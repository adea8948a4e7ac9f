import Testing

@testable import DojoCommand

@Suite("What processes wrote")
struct OutputLogTests {
    private func log(_ count: Int) -> OutputLog {
        var log = OutputLog()
        for number in 0..<count { log.add("line \(number + 1)") }
        return log
    }

    @Test func linesAreNumberedFromOne() {
        #expect(log(3).lines(after: nil).map(\.number) == [1, 2, 3])
        #expect(log(3).lines(after: 1).map(\.text) == ["line 2", "line 3"])
        #expect(log(3).lines(after: 3) == [])
        #expect(log(3).lines(after: 99) == [])
        #expect(log(0).lines(after: 0) == [])
    }

    @Test func aPageIsHandedOutAtOnce() {
        let log = log(5000)
        #expect(log.lines(after: nil).map(\.number) == Array(4801...5000))
        #expect(log.lines(after: 4990).map(\.number) == Array(4991...5000))
        // What is gone is passed over.
        let old = log.lines(after: 7)
        #expect(old.count == 200)
        #expect(old[0].number > 2000)
        #expect(log.end == 5000)
    }

    @Test func longLinesAreCut() {
        var log = OutputLog()
        log.add(String(repeating: "x", count: 5000))
        #expect(log.lines(after: nil)[0].text.count == 2000)
    }
}
