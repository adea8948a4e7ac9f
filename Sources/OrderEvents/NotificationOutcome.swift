/// What a notification came to.
public enum NotificationOutcome: String, Hashable, Sendable, CaseIterable {
    case notified = "NOTIFIED"
    case retry = "RETRY"
    case deadLetter = "DLQ"
    /// Given up without a dead letter.
    case dropped = "DROPPED"
}
