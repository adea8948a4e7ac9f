/// Lets statistics through at most once a period; of those that come too early the latest goes out when it is over.
///
/// Pure: the caller says what time it is and sleeps as long as it is told.
struct StatsPacer<Stats: Sendable>: Sendable {
    let period: Duration
    private var last: Duration?
    private var held: Stats?

    init(period: Duration) { self.period = period }

    enum Advice {
        /// Send this now.
        case send(Stats)
        /// Call ``due(now:)`` after this long.
        case wait(Duration)
        /// Somebody waits already.
        case nothing
    }

    /// - Parameter now: monotonic.
    mutating func offer(_ stats: Stats, now: Duration) -> Advice {
        let isWaiting = held != nil
        guard let last, now - last < period else {
            self.last = now
            held = nil
            return .send(stats)
        }
        held = stats
        return isWaiting ? .nothing : .wait(last + period - now)
    }

    /// What was held back, when the wait is over or at the very end.
    mutating func due(now: Duration) -> Stats? {
        defer { held = nil }
        if held != nil { last = now }
        return held
    }
}

extension StatsPacer.Advice: Equatable where Stats: Equatable {}
