import Testing

@testable import Services

@Suite("Statistics at most ten times a second, then the latest") struct StatsPacerTests {
    @Test func theFirstGoesAtOnceAndTheLatestOfTheRestWhenThePeriodIsOver() {
        var pacer = StatsPacer<Int>(period: .milliseconds(100))
        #expect(pacer.offer(1, now: .seconds(5)) == .send(1))
        #expect(pacer.offer(2, now: .seconds(5) + .milliseconds(40)) == .wait(.milliseconds(60)))
        #expect(pacer.offer(3, now: .seconds(5) + .milliseconds(90)) == .nothing)
        #expect(pacer.due(now: .seconds(5) + .milliseconds(100)) == 3)
        #expect(pacer.due(now: .seconds(5) + .milliseconds(100)) == nil)
    }

    @Test func whatWasHeldBackStartsAPeriodOfItsOwn() {
        var pacer = StatsPacer<Int>(period: .milliseconds(100))
        _ = pacer.offer(1, now: .zero)
        _ = pacer.offer(2, now: .milliseconds(10))
        _ = pacer.due(now: .milliseconds(100))
        #expect(pacer.offer(3, now: .milliseconds(150)) == .wait(.milliseconds(50)))
    }

    @Test func aQuietTimeBeforeLetsTheNextGoAtOnce() {
        var pacer = StatsPacer<Int>(period: .milliseconds(100))
        _ = pacer.offer(1, now: .zero)
        #expect(pacer.offer(2, now: .milliseconds(100)) == .send(2))
    }

    @Test func noMoreThanElevenAreLetThroughInASecondOfManyThousand() {
        var pacer = StatsPacer<Int>(period: .milliseconds(100))
        var sent: [Int] = []
        var dueAt: Duration?
        for step in 0...10_000 {
            let now = Duration.microseconds(step * 100)
            if let due = dueAt, now >= due, let stats = pacer.due(now: now) {
                sent.append(stats)
                dueAt = nil
            }
            switch pacer.offer(step, now: now) {
            case .send(let stats): sent.append(stats)
            case .wait(let delay): dueAt = now + delay
            case .nothing: break
            }
        }
        #expect(sent.count <= 11)
        #expect(pacer.due(now: .seconds(2)) == 10_000)
    }
}
