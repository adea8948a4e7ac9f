import Testing

@testable import Gateway

@Suite("Signal")
struct SignalTests {
    @Test(.timeLimit(.minutes(1))) func raisedBeforeTheWaitItIsOverAtOnce() async {
        let signal = Signal()
        signal.raise()
        signal.raise()
        await signal.wait(atMost: .seconds(600))
    }

    @Test(.timeLimit(.minutes(1))) func raisedDuringTheWaitItIsOver() async {
        let signal = Signal()
        let waiting = Task { await signal.wait(atMost: .seconds(600)) }
        await Task.yield()
        signal.raise()
        await waiting.value
    }

    @Test(.timeLimit(.minutes(1))) func aWaitLowersIt() async {
        let signal = Signal()
        signal.raise()
        await signal.wait(atMost: .seconds(600))
        let start = ContinuousClock.now
        await signal.wait(atMost: .milliseconds(50))
        #expect(ContinuousClock.now - start >= .milliseconds(50))
    }
}
