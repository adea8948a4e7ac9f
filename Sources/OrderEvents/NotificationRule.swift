/// The rule by which a notification succeeds, fails and is retried, or is given up.
public enum NotificationRule {
    /// Retries after the first attempt: three attempts in all.
    public static let maximumRetries = 2

    public static let deadLetterReason = "Max retries exceeded"

    /// A repeatable draw in 0..<1: the first 8 bytes, big-endian, of SHA-1(`<first event id>/<retryCount>`) over 2⁶⁴.
    public static func chance(first: EventID, retryCount: Int) -> Double {
        let digest = SHA1.digest("\(first)/\(retryCount)".utf8)
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Double(number) / 18_446_744_073_709_551_616
    }

    /// - Parameters:
    ///   - failRate: 0 never fails, 1 always does.
    ///   - failMode: what becomes of the last attempt, if there is a last one.
    public static func outcome(
        first: EventID, retryCount: Int, failRate: Double, failMode: FailMode = .deadLetter
    ) -> NotificationOutcome {
        guard chance(first: first, retryCount: retryCount) < failRate else { return .notified }
        guard retryCount >= maximumRetries else { return .retry }
        switch failMode {
        case .deadLetter: return .deadLetter
        case .drop: return .dropped
        case .retryForever: return .retry
        }
    }

    /// How long to wait before an attempt is written that should have been given up: longer each time, but no longer than
    /// ``longestPause``, for it holds up the partition that it was read from.
    ///
    /// - Parameter retryCount: of the attempt that has failed.
    public static func pause(after retryCount: Int) -> Duration {
        guard retryCount >= maximumRetries else { return .zero }
        return min(.milliseconds(50) * (1 << min(retryCount - maximumRetries, 10)), longestPause)
    }

    public static let longestPause = Duration.milliseconds(500)
}
