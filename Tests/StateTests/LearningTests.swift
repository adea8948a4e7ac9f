import Testing

@testable import State

@Suite struct LearningTests {
    @Test func whatIsSeenFirstCountsUntilItIsBegunAnew() async throws {
        try await TestState.run { state in
            let learning = try Learning(redis: state.redis, scripts: state.scripts)
            let none = try await learning.seen()
            #expect(none.times.isEmpty && none.since > 0)
            let first = try await learning.see("retry")
            let time = try #require(first.times["retry"])
            #expect(time >= none.since && first.since == none.since)
            let second = try await learning.see("record")
            #expect(second.times.keys.sorted() == ["record", "retry"])
            #expect(try await learning.see("retry").times["retry"] == time)
            let anew = try await learning.forget()
            #expect(anew.times.isEmpty && anew.since > none.since)
            let again = try await learning.forget()
            #expect(again.since > anew.since, "always another time, however soon")
            #expect(try await learning.seen() == again)
        }
    }

    @Test func whileADrillWaitsToBeFoundNothingIsNoted() async throws {
        try await TestState.run { state in
            let learning = try Learning(redis: state.redis, scripts: state.scripts)
            let director = try DirectorState(redis: state.redis, scripts: state.scripts)
            _ = try await learning.see("record")
            let drill = DrillRun(seed: 7, fault: "without-kafka", startedAt: 1_770_297_077_406)
            #expect(try await director.start(drill))
            #expect(try await learning.see("times").times.keys.sorted() == ["record"])
            _ = try await director.add(.init(at: 1, fault: "slow", place: "broker", right: false), to: drill)
            #expect(try await learning.see("times").times.keys.sorted() == ["record"])
            _ = try await director.add(.init(at: 2, fault: "synchronous", place: "gateway", right: true), to: drill)
            #expect(try await learning.see("times").times.keys.sorted() == ["record", "times"])
            _ = try await director.stopDrill()
            #expect(try await director.start(drill))
            #expect(try await learning.see("retry").times["retry"] == nil)
            _ = try await director.reveal(drill)
            #expect(try await learning.see("retry").times["retry"] != nil)
        }
    }
}
