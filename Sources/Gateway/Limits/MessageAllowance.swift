/// How many messages a client may still send: refilled evenly, up to a second's worth (a token bucket).
///
/// One that is above it is refused; whoever is refused another second's worth without a pause long enough for a full
/// allowance is not going to stop.
struct MessageAllowance {
    enum Verdict: Equatable {
        case take
        /// Too many: again in so many milliseconds.
        case refuse(retryAfterMilliseconds: Int)
        case close
    }

    private var left: Double
    private var refused = 0
    private var time: Duration

    init(messagesPerSecond rate: Int, now: Duration) {
        left = Double(rate)
        time = now
    }

    mutating func ask(messagesPerSecond rate: Int, now: Duration) -> Verdict {
        guard rate > 0 else { return .take }
        left = min(Double(rate), left + (now - time) / .seconds(1) * Double(rate))
        time = now
        if left >= Double(rate) { refused = 0 }
        guard left < 1 else {
            left -= 1
            return .take
        }
        refused += 1
        guard refused <= rate else { return .close }
        return .refuse(retryAfterMilliseconds: Int(((1 - left) / Double(rate) * 1000).rounded(.up)))
    }
}
