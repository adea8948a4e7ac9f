import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Decisions")
struct DecisionsTests {
    private func candidate(_ id: String, _ text: String) -> Decisions.Candidate {
        Decisions.Candidate(eventID: EventID(id), text: text)
    }

    @Test func theFirstDecisionHolds() async throws {
        try await TestState.run { state in
            let decisions = try Decisions(redis: state.redis, scripts: state.scripts, group: "g", horizon: horizon)
            let first = try await decisions.decide([candidate("a", "NOTIFIED"), candidate("b", "RETRY")])
            #expect(first.map(\.text) == ["NOTIFIED", "RETRY"])
            let second = try await decisions.decide([candidate("b", "DLQ"), candidate("c", "DLQ"), candidate("c", "x")])
            #expect(second.map(\.text) == ["RETRY", "DLQ", "DLQ"])
            #expect(second.allSatisfy { !$0.isAcknowledged })
        }
    }

    @Test func acknowledgedOnesSayTheSameAndThatTheyAre() async throws {
        try await TestState.run { state in
            let decisions = try Decisions(redis: state.redis, scripts: state.scripts, group: "g", horizon: horizon)
            _ = try await decisions.decide([candidate("a", ""), candidate("b", "1 with é")])
            try await decisions.acknowledge([EventID("b"), EventID("never decided")])
            let again = try await decisions.decide([candidate("a", "other"), candidate("b", "other")])
            #expect(again.map(\.text) == ["", "1 with é"])
            #expect(again.map(\.isAcknowledged) == [false, true])
            #expect(try await state.keys("decision:*") == ["decision:g:a", "decision:g:b"])
        }
    }

    @Test func groupsDecideForThemselves() async throws {
        try await TestState.run { state in
            for group in ["one", "two", "one:two"] {
                let decisions = try Decisions(
                    redis: state.redis, scripts: state.scripts, group: group, horizon: horizon)
                #expect(try await decisions.decide([candidate("a", group)]).map(\.text) == [group])
            }
        }
    }

    @Test func theyLiveForTheHorizon() async throws {
        try await TestState.run { state in
            let decisions = try Decisions(redis: state.redis, scripts: state.scripts, group: "g", horizon: horizon)
            _ = try await decisions.decide([candidate("a", "x")])
            try await decisions.acknowledge([EventID("a")])
            let left = try await state.lifetime(of: "decision:g:a")
            #expect(left > horizon - .seconds(60) && left <= horizon)
        }
    }
}
