import JSONText

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

/// One reason to look at an order twice.
public struct FraudAlert: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case velocity = "VELOCITY"
        case burst = "BURST"
        case amount = "AMOUNT"
    }
    public enum Severity: String, Sendable {
        case high = "HIGH"
        case medium = "MEDIUM"
        case low = "LOW"
    }

    public let kind: Kind
    public let severity: Severity
    /// A sentence with count, limit and window.
    public let reason: String
}

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

/// A value of topic `audit` by the fraud service.
public struct FraudAudit: Hashable, Sendable {
    public var order: Order
    public var check: FraudCheck
    public var instanceID: String
    public var timestamp: Timestamp

    public init(order: Order, check: FraudCheck, instanceID: String, timestamp: Timestamp) {
        self.order = order
        self.check = check
        self.instanceID = instanceID
        self.timestamp = timestamp
    }

    public static let alertAction = "FRAUD_ALERT"
    public static let passedAction = "FRAUD_CHECK_PASSED"

    public var json: [UInt8] {
        let alerts = check.alerts(for: order)
        return JSONWriter.object {
            $0.field("source", EventSource.fraud)
            $0.field("action", alerts.isEmpty ? Self.passedAction : Self.alertAction)
            $0.field("orderId", order.id)
            $0.field("customerName", order.customerName)
            $0.field("instanceId", instanceID)
            if !alerts.isEmpty {
                $0.array("alerts") {
                    for alert in alerts {
                        $0.object {
                            $0.field("type", alert.kind.rawValue)
                            $0.field("reason", alert.reason)
                            $0.field("severity", alert.severity.rawValue)
                        }
                    }
                }
            }
            $0.object("windowStats") {
                $0.field("customerOrdersInWindow", check.customerOrdersInWindow)
                $0.field("globalOrdersInWindow", check.globalOrdersInWindow)
            }
            $0.field("timestamp", timestamp.iso8601)
        }
    }
}
