import Testing

@testable import Bench

@Suite("Rate search")
struct RateSearchTests {
    @Test(arguments: [90.0, 100, 1234, 5_000_000])
    func endsJustBelowWhatHolds(limit: Double) {
        var search = RateSearch(start: 1000)
        var best = 0.0
        var steps = 0
        while let rate = search.next, steps < 100 {
            if rate <= limit { best = max(best, rate) }
            search.note(held: rate <= limit)
            steps += 1
        }
        #expect(best <= limit && best >= limit * 0.92)
    }
}
