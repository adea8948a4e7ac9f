import JSONText

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
