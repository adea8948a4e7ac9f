/// One page of a listing, newest first.
public struct OrderPage: Sendable {
    public var orders: [StoredOrder]
    /// Of all orders, not of the page.
    public var total: Int
    /// Where the next page begins; nil on the last one.
    public var next: String?
}
