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
        let texts = fields.map(\.text)
        guard texts.count == 8, let id = texts[0], let customerName = texts[1], let item = texts[2],
            let quantity = texts[3].flatMap({ Int($0) }), let price = texts[4].flatMap({ Price($0) }),
            let status = texts[5], let createdAt = texts[6].flatMap({ Int64($0) }),
            let version = texts[7].flatMap({ Int64($0) })
        else { throw StateError(.corrupt, "an order in Redis cannot be read: \(texts)") }
        self.init(
            order: Order(
                id: id,
                draft: OrderDraft(customerName: customerName, item: item, quantity: quantity, price: price),
                status: status, createdAt: Timestamp(milliseconds: createdAt)),
            version: version)
    }
}
