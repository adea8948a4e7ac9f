/// When the next flush may start: after one that cost *d*, no sooner than *d* × factor later. What is too short to wait
/// for is owed, and adds up over flushes that follow each other closely; time in which nothing is flushed pays it.
///
/// A producer that sends records one by one wakes the gateway for each; every client then pays a system call for every
/// record. Waiting as long as the last flush took halves that at the worst and costs nothing when it is quiet: a record
/// that comes long after the last flush leaves at once.
public struct Pace: Sendable {
    private let factor: Double
    private let longest: Duration
    private var lastEnd: Duration?
    /// Rest that is due from the end of the last flush on.
    private var owed: Duration = .zero

    /// - Parameters:
    ///   - factor: 0 never waits.
    ///   - longest: no wait is longer.
    public init(factor: Double = 1, longest: Duration = .milliseconds(10)) {
        self.factor = factor
        self.longest = longest
    }

    /// Notes a flush. Both are monotonic times.
    public mutating func flushed(from start: Duration, to end: Duration) {
        let rested = lastEnd.map { start - $0 } ?? .zero
        owed = min(max(.zero, owed - rested) + (end - start) * factor, longest)
        lastEnd = end
    }

    /// How long a flush wanted at `now` has to wait; zero in most cases. A wait below half a millisecond, which no timer
    /// resolves, is none.
    public func delay(at now: Duration) -> Duration {
        guard let lastEnd else { return .zero }
        let left = owed - (now - lastEnd)
        return left < .microseconds(500) ? .zero : left
    }
}
