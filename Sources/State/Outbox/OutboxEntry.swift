public import OrderEvents
import Redis

/// One event that a change of an order owes to one topic.
public struct OutboxEntry: Hashable, Sendable {
    /// Redis's own: entries come in the order of their ids.
    public struct ID: Hashable, Sendable {
        let text: String
    }

    public let id: ID
    public let topic: String
    public let action: OrderAction
    /// After the change; before it, where the order was deleted.
    public let order: Order
    public let version: Int64
    /// When the change was accepted: the time of its events.
    public let time: Timestamp
    public let correlationID: String
    public let traceparent: String
    /// The gateway that took the change; nil where nobody said.
    public let instance: String?
    /// Whether the services were called without Kafka, before the order was stored.
    public let isSync: Bool

    /// Reads an element of `XRANGE`'s answer: the id, then names and values.
    init(_ reply: RedisReply) throws(StateError) {
        guard let parts = reply.list, parts.count == 2, let id = parts[0].text, let fields = parts[1].fields,
            let topic = fields["topic"], let action = fields["action"].flatMap(OrderAction.init(rawValue:)),
            let time = fields["time"].flatMap({ Int64($0) })
        else { throw StateError(.corrupt, "an entry of the outbox cannot be read: \(reply)") }
        let names = ["id", "customerName", "item", "quantity", "price", "status", "createdAt", "version"]
        let stored = try StoredOrder(names.map { fields[$0].map { .string(Array($0.utf8)) } ?? .null })
        self.id = ID(text: id)
        self.topic = topic
        self.action = action
        order = stored.order
        version = stored.version
        self.time = Timestamp(milliseconds: time)
        correlationID = fields["correlationId"] ?? ""
        traceparent = fields["traceparent"] ?? ""
        instance = fields["instance"].flatMap { $0.isEmpty ? nil : $0 }
        isSync = fields["sync"] == "1"
    }
}
