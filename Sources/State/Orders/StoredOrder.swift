public import OrderEvents
import Redis

/// An order as Redis holds it.
public struct StoredOrder: Hashable, Sendable {
    public var order: Order
    /// Grows with every change; otherwise opaque.
    public var version: Int64
    /// Whether this is the answer that an idempotency key was given before.
    public var isReplay = false

    public init(order: Order, version: Int64, isReplay: Bool = false) {
        self.order = order
        self.version = version
        self.isReplay = isReplay
    }

    /// Reads `id, customerName, item, quantity, price, status, createdAt, version`.
    init(_ fields: some Collection<RedisReply>) throws(StateError) {
        try self.init(texts: fields.compactMap(\.text)[...])
    }

    /// Reads the same as texts.
    init(texts: ArraySlice<String>) throws(StateError) {
        let at = texts.startIndex
        guard texts.count == 8, let quantity = Int(texts[at + 3]), let price = Price(texts[at + 4]),
            let createdAt = Int64(texts[at + 6]), let version = Int64(texts[at + 7])
        else { throw StateError(.corrupt, "an order in Redis cannot be read: \(texts)") }
        self.init(
            order: Order(
                id: texts[at],
                draft: OrderDraft(
                    customerName: texts[at + 1], item: texts[at + 2], quantity: quantity, price: price),
                status: texts[at + 5], createdAt: Timestamp(milliseconds: createdAt)),
            version: version)
    }
}
