import Fanout
import Testing

@Suite("Pace")
struct PaceTests {
    /// What came, every so many microseconds, before a flush that cost so many, in writes of so many bytes; and how long
    /// the next one waits when it is wanted a while after the end.
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        var interval = 200
        var cost = 4000
        var write = 0
        var factor = 1.0
        var after = 0
        let waits: Int

        var testDescription: String { what }
    }

    private static let cases = [
        Case(what: "as long as the last one took", waits: 4000),
        Case(what: "what is left of that", after: 3000, waits: 1000),
        Case(what: "nothing any more", after: 4000, waits: 0),
        Case(what: "nothing long after it", after: 9_000_000, waits: 0),
        Case(what: "no longer than the limit", cost: 1_000_000, waits: 10_000),
        Case(what: "half of it", factor: 0.5, waits: 2000),
        Case(what: "never without a factor", factor: 0, waits: 0),
        Case(what: "not for what no timer resolves", cost: 400, waits: 0),
        Case(what: "not while records come further apart than a flush takes", interval: 5000, waits: 0),
        Case(what: "while they come a little closer", interval: 3900, waits: 4000),
        Case(what: "shorter where writes are longer", write: 4096, waits: 3000),
        Case(what: "shorter still", write: 12 * 1024, waits: 1000),
        Case(what: "not where they are long", write: 16 * 1024, waits: 0),
        Case(what: "not where they are very long", write: 1 << 20, waits: 0),
    ]

    @Test(arguments: cases)
    func aFlushIsFollowedByARest(_ example: Case) {
        var pace = Pace(factor: example.factor)
        #expect(pace.delay(at: .zero) == .zero)
        var now = Duration.zero
        for _ in 0..<200 {
            now += .microseconds(example.interval)
            pace.arrived(at: now)
        }
        let end = now + .microseconds(example.cost)
        pace.flushed(in: .microseconds(example.cost), write: example.write, from: now, to: end)
        #expect(pace.delay(at: end + .microseconds(example.after)) == .microseconds(example.waits))
    }

    @Test func manyShortFlushesOweARestTogether() {
        var pace = Pace()
        for arrival in 0..<200 { pace.arrived(at: .microseconds(arrival * 10)) }
        pace.flushed(in: .microseconds(300), from: .milliseconds(2), to: .microseconds(2300))
        #expect(pace.delay(at: .microseconds(2300)) == .zero)
        pace.flushed(in: .microseconds(300), from: .microseconds(2300), to: .microseconds(2600))
        #expect(pace.delay(at: .microseconds(2600)) == .microseconds(600))
        #expect(pace.delay(at: .microseconds(3200)) == .zero)
        pace.flushed(in: .microseconds(300), from: .milliseconds(50), to: .microseconds(50_300))
        #expect(pace.delay(at: .microseconds(50_300)) == .zero, "what was owed is paid by then")
    }

    @Test func batchesThatComeTogetherCountEach() {
        var pace = Pace()
        for arrival in 0..<50 { pace.arrived(10, at: .milliseconds(arrival * 5)) }
        pace.flushed(in: .milliseconds(4), from: .milliseconds(250), to: .milliseconds(254))
        #expect(pace.delay(at: .milliseconds(254)) == .milliseconds(4))
    }

    @Test func aLongQuietIsForgottenSoon() {
        var pace = Pace()
        pace.arrived(at: .zero)
        for arrival in 0..<40 { pace.arrived(at: .seconds(1000) + .microseconds(arrival * 500)) }
        pace.flushed(in: .milliseconds(4), from: .seconds(1001), to: .seconds(1001) + .milliseconds(4))
        #expect(pace.delay(at: .seconds(1001) + .milliseconds(4)) == .milliseconds(4))
    }
}
