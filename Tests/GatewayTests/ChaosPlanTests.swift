import State
import Testing

@testable import Gateway

@Suite struct ChaosPlanTests {
    private func steps(_ seed: Int, _ count: Int = 200) -> [ChaosPlan.Step] {
        (0..<count).map(ChaosPlan(seed: seed, everySeconds: 20).step)
    }

    @Test func theSameSeedBreaksTheSameThings() {
        #expect(steps(7) == steps(7))
        #expect(steps(7) != steps(8))
        #expect(steps(0) != steps(1))
    }

    @Test func aStepIsKnownWithoutThoseBeforeIt() {
        #expect(ChaosPlan(seed: 7, everySeconds: 20).step(150) == steps(7)[150])
    }

    /// What was told in a workshop guide stays true: changing the schedule of a seed is a change that people see.
    @Test func theScheduleOfSeedSevenIsThis() {
        let told = steps(7, 6).map { "\($0.disturbance.action) \($0.disturbance.target) \($0.lasts)" }
        #expect(told == Self.seven)
    }

    static let seven = [
        "down broker 13", "poison orders 13", "kill notification-1 13", "kill notification-1 10",
        "freeze notification-2 15",
        "kill notification-2 15",
    ]

    @Test func everythingBreaksSometime() {
        #expect(Set(steps(1, 500).map(\.disturbance)).count >= 15)
    }

    @Test(arguments: [5, 20, 600]) func eachIsUndoneBeforeTheNextBreaks(_ period: Int) {
        for number in 0..<100 {
            let step = ChaosPlan(seed: 3, everySeconds: period).step(number)
            #expect((3..<period).contains(step.lasts))
        }
    }

    @Test func aRunIsReadAsItWasWritten() throws {
        var run = ChaosRun(seed: 7, everySeconds: 20, startedAt: 1000)
        #expect(run.nextAt == 21_000)
        run.done = 3
        #expect(
            String(decoding: run.json, as: UTF8.self)
                == #"{"seed":7,"everySeconds":20,"startedAt":1000,"nextAt":21000,"done":3}"#)
    }
}
