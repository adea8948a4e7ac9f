/// What the windows held when an order was checked, itself included, and the limits of that moment.
public struct FraudCheck: Hashable, Sendable {
    public var customerOrdersInWindow: Int
    public var globalOrdersInWindow: Int
    public var limits: FraudLimits

    public init(customerOrdersInWindow: Int, globalOrdersInWindow: Int, limits: FraudLimits) {
        self.customerOrdersInWindow = customerOrdersInWindow
        self.globalOrdersInWindow = globalOrdersInWindow
        self.limits = limits
    }

    /// The alerts that `order` raises, none where it passes. Depends on nothing else, so a replay finds the same.
    public func alerts(for order: Order) -> [FraudAlert] {
        let window = "\(limits.windowSeconds) s"
        var alerts: [FraudAlert] = []
        if customerOrdersInWindow > limits.velocity {
            alerts.append(
                FraudAlert(
                    kind: .velocity, severity: .high,
                    reason: "\(order.customerName) placed \(customerOrdersInWindow) orders within \(window)"
                        + " (limit \(limits.velocity))"))
        }
        if globalOrdersInWindow > limits.burst {
            alerts.append(
                FraudAlert(
                    kind: .burst, severity: .medium,
                    reason: "\(globalOrdersInWindow) orders were placed within \(window) (limit \(limits.burst))"))
        }
        if order.amount > limits.amount {
            alerts.append(
                FraudAlert(
                    kind: .amount, severity: .low,
                    reason: "the order is worth \(order.amount.dollars) (limit \(limits.amount.dollars);"
                        + " \(customerOrdersInWindow) of this customer within \(window))"))
        }
        return alerts
    }
}
