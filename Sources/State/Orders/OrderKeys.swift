/// The keys of orders and of what they owe.
enum OrderKeys {
    static let orderPrefix = "order:"
    static let byCreated = "orders:by-created"
    static let deleted = "orders:deleted"
    static let outbox = "outbox"
    static let lease = "outbox:lease"

    static func idempotency(_ idempotency: ChangeRequest.Idempotency) -> String {
        "idempotency:\(KeyName.escape(idempotency.caller)):\(KeyName.escape(idempotency.key))"
    }

    static func order(_ id: String) -> String { orderPrefix + KeyName.escape(id) }
}
