/// The state of all orders as of one moment: the newest, and what must not come back.
public struct OrderSnapshot: Sendable {
    public var orders: [StoredOrder]
    /// Of all orders, also those that are not in ``orders``.
    public var total: Int
    /// Deleted orders whose events are still owed to Kafka.
    public var deleted: [(id: String, version: Int64)]
}
