import OrderEvents

/// The services there are, by the names they are started by.
public enum ServiceKind: String, CaseIterable, Sendable {
    case notification, fraud, analytics, audit

    /// The consumer group that its instances form.
    func group(_ names: GroupNames) -> String {
        switch self {
        case .notification: names.notification
        case .fraud: names.fraud
        case .analytics: names.analytics
        case .audit: names.audit
        }
    }

    /// What it does, for `--help`.
    var abstract: String {
        switch self {
        case .notification: "Tells customers what became of their orders: succeeds, tries again, gives up."
        case .fraud: "Looks at every new order beside the others of its minute, and raises alerts."
        case .analytics: "Counts orders and what became of them, and tells how things stand."
        case .audit: "Writes every audit event as a line of JSON to standard output."
        }
    }
}
