import JSONText

/// A food order, as it stands in every event about it.
public struct Order: Hashable, Sendable, Codable {
    /// A UUID, lower-case.
    public var id: String
    public var customerName: String
    public var item: String
    public var quantity: Int
    /// Of one item.
    public var price: Price
    /// Set by the system, never by a caller.
    public var status: String
    public var createdAt: Timestamp

    public static let createdStatus = "created"

    public init(id: String, draft: OrderDraft, status: String = Self.createdStatus, createdAt: Timestamp) {
        self.id = id
        customerName = draft.customerName
        item = draft.item
        quantity = draft.quantity
        price = draft.price
        self.status = status
        self.createdAt = createdAt
    }

    /// Quantity times price.
    public var amount: Price { price * quantity }

    /// - Parameter version: told to callers of the API; events carry it as a header instead.
    public func write(to json: inout JSONWriter, version: Int64? = nil) {
        json.field("id", id)
        json.field("customerName", customerName)
        json.field("item", item)
        json.field("quantity", quantity)
        json.raw("price", price.description.utf8)
        json.field("status", status)
        json.field("createdAt", createdAt.iso8601)
        if let version { json.field("version", version) }
    }
}
