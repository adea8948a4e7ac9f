/// The limits that orders are checked against. Exceeding one raises its alert; reaching it does not.
public struct FraudLimits: Hashable, Sendable {
    /// Orders of one customer in the window.
    public var velocity: Int
    /// Orders of everybody in the window.
    public var burst: Int
    /// Quantity × price of one order.
    public var amount: Price
    public var windowSeconds: Int

    public init(velocity: Int = 5, burst: Int = 20, amount: Price = Price(cents: 10_000), windowSeconds: Int = 60) {
        self.velocity = velocity
        self.burst = burst
        self.amount = amount
        self.windowSeconds = windowSeconds
    }
}
