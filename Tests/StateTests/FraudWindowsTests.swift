import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Fraud windows")
struct FraudWindowsTests {
    private func entry(_ id: String, _ seconds: Double, customer: String = "Ann") -> FraudWindows.Entry {
        FraudWindows.Entry(
            order: Order(id: id, draft: .sample(customer), createdAt: .at(seconds)), time: .at(seconds))
    }

    /// Checks with the position at the oldest of the entries, as a service does.
    private func check(
        _ windows: FraudWindows, _ entries: [FraudWindows.Entry], limits: FraudLimits = FraudLimits(),
        position: Timestamp? = nil
    ) async throws -> [FraudWindows.Verdict] {
        try await windows.check(
            entries, limits: limits, position: position ?? entries.map(\.time).min()!, instanceID: "fraud 1",
            now: .at(10_000))
    }

    private func counts(_ verdicts: [FraudWindows.Verdict]) -> [[Int]] {
        verdicts.map { [$0.check.customerOrdersInWindow, $0.check.globalOrdersInWindow] }
    }

    private func with(_ body: (FraudWindows, TestState) async throws -> Void) async throws {
        try await TestState.run { state in
            try await body(try FraudWindows(redis: state.redis, scripts: state.scripts, horizon: horizon), state)
        }
    }

    @Test func theSixthOfACustomerRaisesVelocityAndTheFifthDoesNot() async throws {
        try await with { windows, _ in
            let entries = (1...6).map { entry("o\($0)", Double($0)) }
            let verdicts = try await check(windows, entries)
            #expect(counts(verdicts).map { $0[0] } == [1, 2, 3, 4, 5, 6])
            let kinds = zip(verdicts, entries).map { $0.check.alerts(for: $1.order).map(\.kind) }
            #expect(kinds == [[], [], [], [], [], [.velocity]])
        }
    }

    @Test func levelsNameTheBusiestOfTheWindowThatEndsNow() async throws {
        try await with { windows, state in
            let parts = try await state.redis.send(["TIME"]).list?.compactMap(\.int) ?? []
            let now = Timestamp(milliseconds: parts[0] * 1000)
            func entries(_ customer: String, _ count: Int, secondsAgo: Int64) -> [FraudWindows.Entry] {
                (0..<count).map { number in
                    let time = now.advanced(by: -1000 * secondsAgo)
                    let order = Order(id: "\(customer) \(number)", draft: .sample(customer), createdAt: time)
                    return FraudWindows.Entry(order: order, time: time)
                }
            }
            let customers = (1...12).map { entries("c\($0)", $0 == 12 ? 3 : 1, secondsAgo: 2) }
            let others = [entries("Zoë: *", 4, secondsAgo: 1), entries("long ago", 9, secondsAgo: 300)]
            _ = try await check(windows, (customers + others).flatMap(\.self), position: now)
            let levels = try await windows.levels(windowSeconds: 100)
            #expect(levels.global == 11 + 3 + 4)
            #expect(levels.busiest.prefix(2).map(\.name) == ["Zoë: *", "c12"])
            #expect(levels.busiest.map(\.count) == [4, 3] + Array(repeating: 1, count: 8))
            #expect(levels.time >= now)
            let empty = try await windows.levels(windowSeconds: 100, most: 0)
            #expect(empty.busiest.isEmpty)
        }
    }

    @Test func theTwentyFirstOfAllRaisesBurstAndTheTwentiethDoesNot() async throws {
        try await with { windows, _ in
            let entries = (1...21).map { entry("o\($0)", Double($0), customer: "customer \($0)") }
            let verdicts = try await check(windows, entries)
            #expect(counts(verdicts).last == [1, 21])
            let kinds = zip(verdicts, entries).map { $0.check.alerts(for: $1.order).map(\.kind) }
            #expect(kinds[19] == [])
            #expect(kinds[20] == [.burst])
        }
    }

    @Test func theWindowIsOpenAtItsBeginningAndClosedFiveSecondsAhead() async throws {
        try await with { windows, _ in
            _ = try await check(
                windows,
                [entry("at -60", 0), entry("just inside", 0.001), entry("at +5", 65), entry("beyond", 65.001)],
                position: .at(0))
            let verdict = try await check(windows, [entry("checked", 60)], position: .at(0))
            #expect(counts(verdict) == [[3, 3]])  // itself, just inside, at +5
        }
    }

    @Test func oneBatchCountsAsOneByOneDoes() async throws {
        // Out of order by up to 5 s, two customers, one order twice.
        let entries = [
            entry("a", 3), entry("b", 1, customer: "Bob"), entry("c", 2), entry("a", 3), entry("d", 6, customer: "Bob"),
            entry("e", 62), entry("f", 61.5, customer: "Bob"),
        ]
        var together: [[Int]] = []
        var apart: [[Int]] = []
        try await with { windows, _ in
            together = counts(try await check(windows, entries, position: .at(0)))
        }
        try await with { windows, _ in
            for entry in entries { apart += counts(try await check(windows, [entry], position: .at(0))) }
        }
        #expect(together == apart)
        #expect(together == [[1, 1], [1, 2], [2, 3], [1, 1], [2, 4], [2, 3], [2, 5]])
    }

    @Test func anOrderKeepsItsFirstVerdictAndCountsOnce() async throws {
        try await with { windows, _ in
            let first = try await check(windows, [entry("a", 1)])
            _ = try await check(windows, [entry("b", 2)])
            let again = try await windows.check(
                [entry("a", 1), entry("c", 3)], limits: FraudLimits(velocity: 1), position: .at(1),
                instanceID: "another", now: .at(20_000))
            #expect(again[0] == first[0])
            #expect(again[0].check.limits == FraudLimits())
            #expect(again[0].instanceID == "fraud 1")
            #expect(again[0].time == .at(10_000))
            #expect(counts([again[1]]) == [[3, 3]])
            #expect(again[1].check.limits.velocity == 1)
        }
    }

    @Test func verdictsAreAcknowledged() async throws {
        try await with { windows, _ in
            _ = try await check(windows, [entry("a", 1), entry("b", 2)])
            try await windows.acknowledge(["a", "unknown"])
            let verdicts = try await check(windows, [entry("a", 1), entry("b", 2)])
            #expect(verdicts.map(\.isAcknowledged) == [true, false])
        }
    }

    @Test func aBacklogCountsByRecordTimeAndNotAsABurst() async throws {
        try await with { windows, _ in
            // An order a minute, read all at once.
            let entries = (0..<40).map { entry("o\($0)", Double($0) * 60, customer: "Ann") }
            let verdicts = try await check(windows, entries, position: .at(0))
            #expect(counts(verdicts).allSatisfy { $0 == [1, 1] })
        }
    }

    @Test func whatTheMergeHasPassedByTwoWindowsIsDropped() async throws {
        try await with { windows, state in
            _ = try await check(windows, [entry("a", 0), entry("b", 1)])
            _ = try await check(windows, [entry("c", 121)])
            #expect(
                try await state.redis.send(["ZRANGE", "fraud:global", 0, -1]).list?.compactMap(\.text) == ["b", "c"])
        }
    }

    @Test func aShortWindowStillWaitsForAnInstanceThatIsBehind() async throws {
        try await with { windows, _ in
            let limits = FraudLimits(windowSeconds: 1)
            _ = try await check(windows, [entry("a", 5.5), entry("b", 6)], limits: limits)
            _ = try await check(windows, [entry("c", 10)], limits: limits)
            let late = try await check(windows, [entry("d", 6.2)], limits: limits)
            #expect(counts(late) == [[4, 4]])
        }
    }

    @Test func aShorterWindowCountsLess() async throws {
        try await with { windows, _ in
            _ = try await check(windows, [entry("a", 0), entry("b", 20)])
            let verdict = try await check(
                windows, [entry("c", 25)], limits: FraudLimits(windowSeconds: 10), position: .at(25))
            #expect(counts(verdict) == [[2, 2]])
        }
    }

    @Test func namesAreEscapedAndEverythingExpires() async throws {
        try await with { windows, state in
            _ = try await check(windows, [entry("a", 0, customer: "Zoë: *"), entry("b", 0, customer: "global")])
            let keys = try await state.keys("*")
            #expect(
                keys == [
                    "fraud:customer:Zo%C3%AB%3A%20%2A", "fraud:customer:global", "fraud:customers", "fraud:global",
                    "verdict:a",
                    "verdict:b",
                ])
            for key in keys {
                let left = try await state.lifetime(of: key)
                #expect(left > horizon - .seconds(60) && left <= horizon, "\(key)")
            }
        }
    }
}
