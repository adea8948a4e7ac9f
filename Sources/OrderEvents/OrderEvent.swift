import Foundation
import JSONText

/// What was done to an order.
public enum OrderAction: String, Hashable, Sendable, Codable, CaseIterable {
    case created, updated, deleted
}

/// A value of topic `orders`: what was done, the order after it (before it, where it was deleted), and when.
public struct OrderEvent: Hashable, Sendable, Codable {
    public var action: OrderAction
    public var order: Order
    public var timestamp: Timestamp

    public init(action: OrderAction, order: Order, timestamp: Timestamp) {
        self.action = action
        self.order = order
        self.timestamp = timestamp
    }

    public init(json: [UInt8]) throws(MalformedEvent) {
        if JSONText.isValid(json), let event = OrderEvent(usual: json.span) {
            self = event
            return
        }
        do {
            self = try JSONDecoder().decode(OrderEvent.self, from: Data(json))
        } catch {
            throw MalformedEvent(error)
        }
    }

    public var json: [UInt8] {
        JSONWriter.object {
            $0.field("action", action.rawValue)
            $0.object("order") { order.write(to: &$0) }
            $0.field("timestamp", timestamp.iso8601)
        }
    }

    /// The value that the order service owes topic `audit` for the same change.
    public var auditJSON: [UInt8] {
        JSONWriter.object {
            $0.field("source", EventSource.orders)
            $0.field("action", action.rawValue)
            $0.field("orderId", order.id)
            $0.object("order") { order.write(to: &$0) }
            $0.field("timestamp", timestamp.iso8601)
        }
    }
}
