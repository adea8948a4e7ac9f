import OrderEvents
import Redis
import Testing

@testable import State

@Suite("What is done about dead letters")
struct DeadLettersTests {
    private let one = EventID("letter: 1")
    private let two = EventID("letter-2")

    private func with(_ body: (DeadLetters, TestState) async throws -> Void) async throws {
        try await TestState.run { state in
            try await body(try DeadLetters(redis: state.redis, scripts: state.scripts, horizon: horizon), state)
        }
    }

    @Test func whileOneIsBeingSentBackNobodyElseSendsIt() async throws {
        try await with { letters, state in
            let first = try await letters.claim([one, two])
            #expect(first.map { $0?.count } == [1, 1])
            let second = try await letters.claim([one, two])
            #expect(second == [nil, nil])
            let again = try await letters.claim([one], again: true)
            #expect(again == [nil])
            // It is not sent back before it is in Kafka.
            let before = try await letters.states(of: [one])
            #expect(before == [DeadLetterState()])
            let claims = first.compactMap { $0 }
            let settled = try await letters.settle([(claims[0], "orders/1/7"), (claims[1], nil)])
            #expect(settled == 1)
            let after = try await letters.states(of: [one, two])
            #expect(
                after == [DeadLetterState(stage: .redriven, redriveCount: 1, place: "orders/1/7"), DeadLetterState()])
            // What is not known to be in Kafka is the same attempt again: the same id, the same time.
            let retried = try await letters.claim([one, two])
            #expect(retried == [nil, claims[1]])
            for key in try await state.keys("*") {
                let left = try await state.lifetime(of: key)
                #expect(left > horizon - .seconds(60) && left <= horizon, "\(key)")
            }
        }
    }

    @Test func whoWasStoppedHalfwayIsFollowedAfterTheLease() async throws {
        try await with { letters, state in
            let first = try await letters.claim([one])
            _ = try await state.redis.send(["HSET", "deadletter:letter%3A%201", "until", "1"])
            let second = try await letters.claim([one])
            #expect(second == first)
            #expect(second.first != .some(nil))
        }
    }

    @Test func onceSentBackItTakesAnAgain() async throws {
        try await with { letters, _ in
            let first = try #require(try await letters.claim([one]).first ?? nil)
            try await letters.settle([(first, "orders/0/1")])
            let asked = try await letters.claim([one])
            #expect(asked == [nil])
            let second = try #require(try await letters.claim([one], again: true).first ?? nil)
            #expect(second.count == 2)
            // Late news of the first attempt change nothing about the second.
            #expect(try await letters.settle([(first, "orders/0/1")]) == 0)
            try await letters.settle([(second, "orders/0/2")])
            let states = try await letters.states(of: [one])
            #expect(states == [DeadLetterState(stage: .redriven, redriveCount: 2, place: "orders/0/2")])
        }
    }

    @Test func whatIsPutAsideStaysThere() async throws {
        try await with { letters, _ in
            let first = try #require(try await letters.claim([one]).first ?? nil)
            #expect(try await letters.discard([one, two]) == 1)
            #expect(try await letters.discard([two]) == 0)
            try await letters.settle([(first, "orders/0/1")])
            let states = try await letters.states(of: [one, two])
            #expect(states.map(\.stage) == [.redriven, .discarded])
            let claims = try await letters.claim([two])
            #expect(claims == [nil])
            let again = try await letters.claim([two], again: true)
            #expect(again.first??.count == 1)
        }
    }

    @Test func theOutcomeIsThatOfTheNewestAttempt() async throws {
        try await with { letters, state in
            let decisions = try Decisions(
                redis: state.redis, scripts: state.scripts, group: "notification-group", horizon: horizon)
            func outcome(
                _ group: String = "notification-group", poison: EventID? = nil
            ) async throws -> String? {
                let letter = DeadLetters.Redriven(id: one, group: group, count: 1, poison: poison)
                return try await letters.outcomes(of: [letter], notificationGroup: "notification-group").first ?? nil
            }
            let record = EventID.redrive(of: one, attempt: 1)
            let nothing = try await outcome()
            #expect(nothing == nil)
            _ = try await decisions.decide([Decisions.Candidate(eventID: record, text: "RETRY 1 notification-1")])
            let retry = try await outcome()
            #expect(retry == "RETRY")
            _ = try await decisions.decide(
                [Decisions.Candidate(eventID: .retry(of: record, attempt: 1), text: "NOTIFIED 2 notification-2")])
            let notified = try await outcome()
            #expect(notified == "NOTIFIED")
            let other = try await outcome("audit-group")
            #expect(other == nil)
            let poison = EventID("poison")
            let unread = try await outcome("audit-group", poison: poison)
            #expect(unread == nil)
            let audit = try Decisions(
                redis: state.redis, scripts: state.scripts, group: "audit-group", horizon: horizon)
            _ = try await audit.decide([Decisions.Candidate(eventID: poison, text: "1")])
            let unparsable = try await outcome("audit-group", poison: poison)
            #expect(unparsable == "DLQ")
        }
    }
}
