/// What the gateway calls, one after another, where an order goes without Kafka.
public enum SyncService: String, CaseIterable, Hashable, Sendable {
    // The order is the order of the calls.
    case notification, analytics, audit

    /// Where its instances take it.
    public var path: String {
        switch self {
        case .notification: "/notify"
        case .analytics: "/stats"
        case .audit: "/audit"
        }
    }
}
