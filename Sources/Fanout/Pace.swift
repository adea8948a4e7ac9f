/// When the next flush may start. While more comes than flushes can follow, one that took *d* is followed by a rest of
/// d × factor. What is too short to wait for is owed, and adds up over flushes that follow each other closely; time in which
/// nothing is flushed pays it.
///
/// A producer that sends records one by one wakes the gateway for each; every client then pays a system call for every
/// record. Resting as long as the last flush took halves that at the worst. It costs nothing when it is quiet, nor as
/// long as records come further apart than a flush takes: each leaves at once. And the longer writes are already, the
/// shorter is the rest: what a long one costs is its bytes, which a rest does not make fewer.
public struct Pace: Sendable {
    private let factor: Double
    private let longest: Duration
    private var lastEnd: Duration?
    /// Rest that is due from the end of the last flush on.
    private var owed: Duration = .zero
    private var lastArrival: Duration?
    /// Between two arrivals of late.
    private var interval = Pace.longestInterval

    /// A longer time without arrivals counts as this: what it was like before says nothing of what comes.
    private static let longestInterval = Duration.milliseconds(100)
    /// Bytes of a write from which on a call costs less than what it carries.
    private static let longWrite = 16 * 1024

    /// - Parameters:
    ///   - factor: 0 never rests.
    ///   - longest: no rest is longer.
    public init(factor: Double = 1, longest: Duration = .milliseconds(10)) {
        self.factor = factor
        self.longest = longest
    }

    /// Notes that so many batches have come to be flushed. All times are monotonic.
    public mutating func arrived(_ count: Int = 1, at now: Duration) {
        if let lastArrival {
            interval += (min(now - lastArrival, Self.longestInterval) / count - interval) * min(count, 8) / 8
        }
        lastArrival = now
    }

    /// Notes a flush.
    ///
    /// - Parameters:
    ///   - cost: how long it took, without what came between its pieces.
    ///   - write: bytes of its writes, on average.
    public mutating func flushed(in cost: Duration, write: Int = 0, from start: Duration, to end: Duration) {
        let rested = lastEnd.map { start - $0 } ?? .zero
        let gain = 1 - Double(min(write, Self.longWrite)) / Double(Self.longWrite)
        let rest = interval < cost ? cost * factor * gain : .zero
        owed = min(max(.zero, owed - rested) + rest, longest)
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
