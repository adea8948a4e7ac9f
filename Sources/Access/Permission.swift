/// What can be asked for, and the least role that gets it.
public enum Permission: CaseIterable, Sendable {
    /// Subscribe, read history, list and look at orders, `/events`, presence.
    case read
    /// Place, change and delete orders.
    case order
    /// Publish, to those channels that let one.
    case publish
    /// Say one's name, and be listed among those present.
    case appear
    /// Lab, settings, redrive, replay, producing by hand, pausing the taking of orders.
    case direct
    /// Send somebody away.
    case disconnect
    /// `/metrics`.
    case metrics

    public var leastRole: Role {
        switch self {
        case .read, .publish: .viewer
        case .order, .appear: .participant
        case .direct, .disconnect, .metrics: .instructor
        }
    }

    /// What it is about, for a sentence that says who may do it.
    public var subject: String {
        switch self {
        case .read: "reading"
        case .order: "placing, changing and deleting orders"
        case .publish: "publishing"
        case .appear: "joining by name"
        case .direct: "directing the dojo"
        case .disconnect: "disconnecting somebody"
        case .metrics: "reading metrics"
        }
    }
}
