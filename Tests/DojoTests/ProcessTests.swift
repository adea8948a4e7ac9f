import Foundation
import Testing

@testable import DojoCommand

@Suite("What is known of processes") struct ProcessTests {
    @Test func aStatusIsReadWhateverTheProgramIsCalled() throws {
        let text = "42 (a ) b (c) S 7 41 41 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 1 0 123456 1000 1 18446744073709551615"
        let status = try #require(ProcessStatus(parsing: text))
        #expect(status.state == "S")
        #expect(status.parent == 7)
        #expect(status.group == 41)
        #expect(status.startTime == 123456)
    }

    @Test(arguments: ["", "42 (a", "42 (a) S 7 41"])
    func whatIsNoStatusIsNone(text: String) {
        #expect(ProcessStatus(parsing: text) == nil)
    }

    @Test func aProcessIsItselfAndNoLaterOneWithItsId() throws {
        let me = try #require(ProcessIdentity(of: getpid()))
        #expect(me.isAlive)
        #expect(!ProcessIdentity(pid: me.pid, startTime: me.startTime + 1).isAlive)
    }

    @Test func anEndIsToldInWords() {
        #expect(ExitStatus(waitStatus: 0).isSuccess)
        #expect(ExitStatus(waitStatus: 3 << 8) == .exited(3))
        #expect(ExitStatus(waitStatus: 9).description == "was ended by signal 9 (Killed)")
        #expect(ExitStatus(waitStatus: 11 | 0x80) == .signalled(11))
    }

    @Test func noUseInTryingACommandLineThatWasNotUnderstood() {
        #expect(ExitStatus.exited(64).isHopeless)
        #expect(ExitStatus.exited(127).isHopeless)
        #expect(!ExitStatus.exited(1).isHopeless)
        #expect(!ExitStatus.signalled(11).isHopeless)
    }

    @Test func restartsComeLaterAndLaterUntilItRunsWell() {
        var delay = RestartDelay()
        let waits = (0..<8).map { _ in delay.next(after: .milliseconds(5)) }
        #expect(waits == [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000].map { .milliseconds($0) })
        #expect(delay.next(after: .seconds(30)) == .milliseconds(200))
        #expect(delay.next(after: .seconds(29)) == .milliseconds(400))
    }
}

@Suite("Lines of children") struct LineBufferTests {
    private func lines(_ chunks: [String]) -> (whole: [String], rest: String?) {
        var buffer = LineBuffer()
        let whole = chunks.flatMap { buffer.add(Array($0.utf8)) }.map { String(decoding: $0, as: UTF8.self) }
        return (whole, buffer.finish().map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func aLineInPiecesIsOneLine() {
        let (whole, rest) = lines(["one\ntw", "o", "\r\n\nthr"])
        #expect(whole == ["one", "two", ""])
        #expect(rest == "thr")
    }

    @Test func anEndedStreamLeavesNothing() {
        #expect(lines(["one\n"]).rest == nil)
    }

    @Test func aLineWithoutEndIsCut() {
        let (whole, rest) = lines([String(repeating: "x", count: LineBuffer.longest + 1)])
        #expect(whole.map(\.count) == [LineBuffer.longest])
        #expect(rest == "x")
    }

    @Test func namesStandBelowEachOther() {
        #expect(Console.Label("redis", width: 7).bytes == Array("redis   | ".utf8))
        #expect(Console.Label("redis", colour: 0).bytes == Array("\u{1b}[36mredis | \u{1b}[0m".utf8))
        #expect(Console.Label.none.bytes.isEmpty)
    }
}
