import Testing

@testable import Services

@Suite("How fast records were handled of late")
struct RecentHandlingTests {
    @Test func recordsOfTheLastTenSecondsCount() {
        var recent = RecentHandling(start: .seconds(100))
        #expect(recent.rate(at: .seconds(100)) == 0)
        recent.note(records: 30, took: .milliseconds(10), at: .seconds(102))
        #expect(recent.rate(at: .seconds(103)) == 10)
        recent.note(records: 70, took: .milliseconds(10), at: .seconds(111))
        #expect(recent.rate(at: .milliseconds(111_500)) == 10)
        #expect(recent.rate(at: .milliseconds(112_500)) == 7)
        #expect(recent.rate(at: .seconds(130)) == 0)
    }

    @Test func timesOfTheLastMinuteCount() {
        var recent = RecentHandling(start: .zero)
        #expect(recent.percentile(0.5, at: .zero) == nil)
        for number in 1...100 {
            recent.note(records: 1, took: .milliseconds(number), at: .milliseconds(1000 + number))
        }
        #expect(recent.percentile(0.5, at: .seconds(2)) == .milliseconds(51))
        #expect(recent.percentile(0.99, at: .seconds(2)) == .milliseconds(100))
        #expect(recent.percentile(0.5, at: .seconds(62)) == nil)
    }

    @Test func noMoreIsRememberedThanIsNeeded() {
        var recent = RecentHandling(start: .zero)
        for number in 0..<5000 { recent.note(records: 1, took: .milliseconds(number), at: .seconds(1)) }
        #expect(recent.percentile(0, at: .seconds(1)) == .milliseconds(4000))
    }
}
