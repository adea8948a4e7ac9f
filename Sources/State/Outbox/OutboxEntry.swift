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

    /// What remains of an entry that is on its way: enough to take it from the outbox.
    public struct Receipt: Hashable, Sendable {
        let id: ID
        /// The order that need not be told of as deleted any more.
        let deleted: String?
    }

    /// - Parameter ordersTopic: whose entry ends the time in which a deleted order has to be told of.
    public func receipt(ordersTopic: String) -> Receipt {
        Receipt(id: id, deleted: action == .deleted && topic == ordersTopic ? order.id : nil)
    }

    /// Reads elements of `XRANGE`'s answer: each an id, then names and values.
    static func list(_ replies: [RedisReply]) throws(StateError) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        entries.reserveCapacity(replies.count)
        var event: [UInt8] = []
        for reply in replies {
            guard let parts = reply.list, parts.count == 2, let id = parts[0].text, let fields = parts[1].list,
                fields.count == 4, fields[0].text == "topic", let topic = fields[1].text, fields[2].text == "event",
                let packed = fields[3].bytes
            else { throw corrupt(reply) }
            // The second event of a change says the same as the first, elsewhere.
            if packed == event, let before = entries.last {
                entries.append(OutboxEntry(id: ID(text: id), topic: topic, like: before))
                continue
            }
            guard let texts = PackedTexts.read(packed), let entry = try OutboxEntry(id, topic: topic, texts) else {
                throw corrupt(reply)
            }
            event = packed
            entries.append(entry)
        }
        return entries
    }

    private static func corrupt(_ reply: RedisReply) -> StateError {
        StateError(.corrupt, "an entry of the outbox cannot be read: \(reply)")
    }

    /// - Parameter texts: action, the order as ``StoredOrder`` reads it, time, correlation id, traceparent, instance
    ///   and whether the services were called already.
    private init?(_ id: String, topic: String, _ texts: [String]) throws(StateError) {
        guard texts.count == 14, let action = OrderAction(rawValue: texts[0]), let time = Int64(texts[9]) else {
            return nil
        }
        let stored = try StoredOrder(texts: texts[1...8])
        self.id = ID(text: id)
        self.topic = topic
        self.action = action
        order = stored.order
        version = stored.version
        self.time = Timestamp(milliseconds: time)
        correlationID = texts[10]
        traceparent = texts[11]
        instance = texts[12].isEmpty ? nil : texts[12]
        isSync = texts[13] == "1"
    }

    private init(id: ID, topic: String, like other: OutboxEntry) {
        self.id = id
        self.topic = topic
        action = other.action
        order = other.order
        version = other.version
        time = other.time
        correlationID = other.correlationID
        traceparent = other.traceparent
        instance = other.instance
        isSync = other.isSync
    }
}
