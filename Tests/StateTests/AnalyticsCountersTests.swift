import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Analytics counters")
struct AnalyticsCountersTests {
    private typealias Event = AnalyticsCounters.Event

    private func created(_ order: String, _ seconds: Double, _ draft: OrderDraft = .sample()) -> Event {
        .created(
            Order(id: order, draft: draft, createdAt: .at(seconds)), at: .at(seconds),
            eventID: EventID("created \(order)"))
    }

    private func outcome(_ outcome: NotificationOutcome, _ order: String, _ seconds: Double) -> Event {
        .outcome(
            outcome, orderID: order, at: .at(seconds), eventID: EventID("\(outcome) \(order) \(seconds)"))
    }

    private func with(_ body: (AnalyticsCounters, TestState) async throws -> Void) async throws {
        try await TestState.run { state in
            try await body(try AnalyticsCounters(redis: state.redis, scripts: state.scripts, horizon: horizon), state)
        }
    }

    @Test func sixNotifiedThreeRetriesAndADeadLetterAre85Point7Percent() async throws {
        try await with { counters, _ in
            var events = (0..<6).map { outcome(.notified, "n\($0)", 1) }
            events += (0..<3).map { outcome(.retry, "r\($0)", 1) }
            events.append(outcome(.deadLetter, "d", 2))
            let stats = try await counters.count(events, now: .at(3))
            #expect(stats?.successRate == "85.7%")
            #expect(stats?.outcomes == [.notified: 6, .retry: 3, .deadLetter: 1])
            #expect(stats?.orderID == "d")
            #expect(stats?.timestamp == .at(3))
        }
    }

    @Test func nothingIsSaidWithoutAnOutcome() async throws {
        try await with { counters, _ in
            let (created, nothing) = (
                try await counters.count([created("a", 1)], now: .at(1)), try await counters.count([], now: .at(1))
            )
            #expect(created == nil)
            #expect(nothing == nil)
        }
    }

    @Test func eachEventCountsOnceInOneBatchAndOverBatches() async throws {
        try await with { counters, _ in
            let events = [created("a", 1), outcome(.notified, "a", 2), outcome(.notified, "a", 2), created("a", 1)]
            let once = try await counters.count(events, now: .at(3))
            let twice = try await counters.count(events, now: .at(3))
            #expect(once == twice)
            #expect(once?.outcomes[.notified] == 1)
            #expect(once?.ordersPerMinute == 1)
            #expect(once?.averageLatency == 1000)
        }
    }

    @Test func latencyJoinsInEitherOrderAndIsThatOfTheFirstEnd() async throws {
        try await with { counters, _ in
            _ = try await counters.count(
                [
                    created("a", 0), outcome(.retry, "a", 1), outcome(.deadLetter, "a", 3),
                    // A notification of a later update of the same order.
                    outcome(.notified, "a", 50),
                    outcome(.notified, "b", 11),
                ], now: .at(60))
            let stats = try await counters.count([created("b", 10), outcome(.retry, "c", 1)], now: .at(60))
            #expect(stats?.averageLatency == 2000)
        }
    }

    @Test func clocksThatDisagreeMakeNoNegativeLatency() async throws {
        try await with { counters, _ in
            let stats = try await counters.count([created("a", 2), outcome(.notified, "a", 1)], now: .at(3))
            #expect(stats?.averageLatency == 0)
        }
    }

    @Test func ordersPerMinuteIsOpenAtTheBeginningAndByRecordTime() async throws {
        try await with { counters, _ in
            let stats = try await counters.count(
                [created("a", 0), created("b", 0.001), created("c", 60), created("c", 60), outcome(.retry, "x", 60)],
                now: .at(5000))
            #expect(stats?.ordersPerMinute == 2)
            // Older ones that arrive late, from another partition, change nothing but the totals.
            let later = try await counters.count([created("d", -100), outcome(.retry, "y", 30)], now: .at(5000))
            #expect(later?.ordersPerMinute == 2)
        }
    }

    @Test func aRecordFromTheFutureDoesNotEmptyTheLastMinute() async throws {
        try await with { counters, _ in
            let stats = try await counters.count(
                [created("a", 10), created("future", 100_000), outcome(.retry, "x", 11)], now: .at(12))
            #expect(stats?.ordersPerMinute == 1)
        }
    }

    @Test func revenueAndItemsAreThoseOfTheOrdersOfAMinuteEachOnce() async throws {
        try await with { counters, _ in
            var soup = OrderDraft.sample(quantity: 3, cents: 1)
            soup.item = "Soup: of the day"
            let events = [
                created("a", 1), created("b", 2, soup), created("c", 3, .sample(quantity: 2)), created("d", 61),
            ]
            _ = try await counters.count(events + [outcome(.notified, "a", 4)], now: .at(100))
            _ = try await counters.count(events, now: .at(100))
            let minutes = try await counters.minutes(3, until: .at(130))
            #expect(minutes.map(\.revenue) == [Price(cents: 950 + 3 + 1900), Price(cents: 950), Price(cents: 0)])
            #expect(minutes.map(\.items) == [["Pizza": 3, "Soup: of the day": 3], ["Pizza": 1], [:]])
        }
    }

    @Test func whatARecordClaimsNeverStopsTheCounting() async throws {
        try await with { counters, _ in
            var most = OrderDraft.sample(quantity: .max, cents: .max)
            var least = OrderDraft.sample(quantity: -5, cents: 5)
            (most.item, least.item) = (String(repeating: "x", count: 300), "")
            _ = try await counters.count(
                [created("a", 1, most), created("b", 2, most), created("c", 3, least)], now: .at(9))
            let minute = try #require(try await counters.minutes(1, until: .at(9)).first)
            #expect(minute.created == 3)
            #expect(minute.revenue == Price(cents: 2_000_000_000_000))
            #expect(minute.items == [String(repeating: "x", count: 100): 2_000_000, "": 0])
        }
    }

    @Test func aMinuteNamesAtMostTwoHundredItems() async throws {
        try await with { counters, _ in
            for batch in 0..<3 {
                let events = (0..<100).map { number in
                    var draft = OrderDraft.sample()
                    draft.item = "item \(batch) \(number)"
                    return created("\(batch)-\(number)", 1, draft)
                }
                _ = try await counters.count(events, now: .at(9))
            }
            let minute = try #require(try await counters.minutes(1, until: .at(9)).first)
            #expect(minute.created == 300)
            #expect((200...210).contains(minute.items.count))
            #expect(minute.revenue == Price(cents: 300 * 950))
        }
    }

    @Test func minutesAreKeptByRecordTime() async throws {
        try await with { counters, state in
            // .at(0) is on a full minute.
            _ = try await counters.count(
                [
                    created("a", 1), outcome(.notified, "a", 3), outcome(.retry, "b", 61),
                    outcome(.deadLetter, "b", 119),
                ], now: .at(200))
            // Its latency belongs to the outcome's minute.
            _ = try await counters.count([created("b", 59)], now: .at(200))
            let minutes = try await counters.minutes(4, until: .at(200))
            #expect(minutes.map(\.start) == [.at(0), .at(60), .at(120), .at(180)])
            #expect(minutes.map(\.created) == [2, 0, 0, 0])
            #expect(minutes.map { $0.outcomes[.notified] } == [1, 0, 0, 0])
            #expect(minutes.map { $0.outcomes[.retry] } == [0, 1, 0, 0])
            #expect(minutes.map { $0.outcomes[.deadLetter] } == [0, 1, 0, 0])
            #expect(minutes.map(\.averageLatency) == [2000, 60_000, nil, nil])
            for key in try await state.keys("*") {
                let left = try await state.lifetime(of: key)
                #expect(left > horizon - .seconds(60) && left <= horizon, "\(key)")
            }
        }
    }
}
