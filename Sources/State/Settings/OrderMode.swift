/// How what an order leads to gets to the services.
public enum OrderMode: String, CaseIterable, Hashable, Sendable {
    /// As events: the order is stored, and what follows from it follows later.
    case kafka
    /// By calls: the order is stored when all services have done their part, and not at all if one cannot.
    case sync
}
