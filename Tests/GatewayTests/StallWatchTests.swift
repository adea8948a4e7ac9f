import Testing

@testable import Gateway

@Suite("Clients that accept nothing")
struct StallWatchTests {
    @Test func whoAcceptsNothingStandsStillFromTheBeginning() {
        var watch = StallWatch(at: .seconds(10))
        #expect(watch.look(5000, at: .seconds(11)) == .still(.seconds(1)))
        #expect(watch.look(5000, at: .seconds(40)) == .still(.seconds(30)))
    }

    @Test func whoAcceptsALittleIsAlive() {
        var watch = StallWatch(at: .zero)
        #expect(watch.look(5000, at: .seconds(1)) == .still(.seconds(1)))
        #expect(watch.look(4999, at: .seconds(29)) == .alive)
        #expect(watch.look(4999, at: .seconds(58)) == .still(.seconds(29)))
        // More than before: what was accepted made room for it.
        #expect(watch.look(6000, at: .seconds(59)) == .alive)
    }
}
