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

    /// - Parameter failRate: 0 never fails, 1 always does.
    public static func outcome(first: EventID, retryCount: Int, failRate: Double) -> NotificationOutcome {
        guard chance(first: first, retryCount: retryCount) < failRate else { return .notified }
        return retryCount < maximumRetries ? .retry : .deadLetter
    }
}
