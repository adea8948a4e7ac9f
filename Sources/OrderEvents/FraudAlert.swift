/// One reason to look at an order twice.
public struct FraudAlert: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case velocity = "VELOCITY"
        case burst = "BURST"
        case amount = "AMOUNT"
    }
    public enum Severity: String, Sendable {
        case high = "HIGH"
        case medium = "MEDIUM"
        case low = "LOW"
    }

    public let kind: Kind
    public let severity: Severity
    /// A sentence with count, limit and window.
    public let reason: String
}
