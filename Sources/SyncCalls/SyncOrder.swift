import Foundation
public import OrderEvents

/// What is asked of notification and of analytics about one change of an order.
public struct SyncOrder: Hashable, Sendable, Codable {
    public var action: OrderAction
    public var order: Order
    /// Of the caller's request.
    public var correlationID: String
    /// When the gateway took the change, in milliseconds since 1970.
    public var startedAt: Int64
    /// What notification needed, known when analytics is asked: 1 is the first attempt.
    public var attempts: Int?

    public init(action: OrderAction, order: Order, correlationID: String, startedAt: Int64, attempts: Int? = nil) {
        self.action = action
        self.order = order
        self.correlationID = correlationID
        self.startedAt = startedAt
        self.attempts = attempts
    }

    private enum CodingKeys: String, CodingKey {
        case action, order, startedAt, attempts
        case correlationID = "correlationId"
    }

    public init(json: [UInt8]) throws(MalformedEvent) {
        do {
            self = try JSONDecoder().decode(SyncOrder.self, from: Data(json))
        } catch {
            throw MalformedEvent(error)
        }
    }

    public var json: [UInt8] {
        // What it is made of can always be written.
        (try? JSONEncoder().encode(self)).map { [UInt8]($0) } ?? []
    }

    /// The id that notification draws by: the same for the same request.
    public var eventID: EventID { .sync(order: order.id, correlationID: correlationID) }
}
