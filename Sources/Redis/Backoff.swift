/// How long to rest before the next attempt: doubling from 50 ms to 2 s, less up to half by chance, so that many who
/// lost the same server do not come back in one moment.
struct Backoff {
    private static let first = Duration.milliseconds(50)
    private static let longest = Duration.seconds(2)
    private var attempts = 0

    mutating func next() -> Duration {
        let full = min(Self.first * (1 << min(attempts, 10)), Self.longest)
        attempts += 1
        return full * Double.random(in: 0.5...1)
    }

    mutating func reset() { attempts = 0 }
}
