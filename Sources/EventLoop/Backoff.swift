/// How long to rest before the next attempt: doubling from the first rest to the longest, less up to half by chance, so
/// that many who lost the same server do not come back in one moment.
public struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var attempts = 0

    public init(first: Duration = .milliseconds(50), longest: Duration = .seconds(2)) {
        self.first = first
        self.longest = longest
    }

    public mutating func next() -> Duration {
        let full = min(first * (1 << min(attempts, 20)), longest)
        attempts += 1
        return full * Double.random(in: 0.5...1)
    }

    /// Begins again with the first rest: an attempt succeeded.
    public mutating func reset() { attempts = 0 }
}
