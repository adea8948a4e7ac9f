/// What becomes of a notification that has failed too often.
public enum FailMode: String, Hashable, Sendable, CaseIterable {
    /// Given up, with a dead letter.
    case deadLetter = "dlq"
    /// Given up, and nothing is left of it but the audit record.
    case drop
    /// Tried again without end.
    case retryForever = "retry-forever"
}
