import Access
import Fanout
import OrderEvents

/// One topic as clients know it: what is kept of it, who may read it, who may write to it.
public struct Channel: Hashable, Sendable {
    /// Also the topic's name.
    public let name: String
    /// What Server-Sent Events call its records.
    public var eventType: String
    /// Who may read it, and who may publish to it.
    public var rules = ChannelRules()
    /// The top-level field of a value that holds its record's key; nil: the key is Kafka's.
    public var keyField: String?
    /// What a subscription from `latest` begins with.
    public var snapshot = Snapshot.none
    /// How much of it is kept for clients that come late or back; nil: what ``GatewayOptions/history`` says.
    public var history: ChannelRing.Limits?
    /// How much a compacted snapshot may hold; nil: what ``GatewayOptions/snapshotLimits`` says.
    public var snapshotLimits: ChannelRing.Limits?

    public enum Snapshot: String, CaseIterable, Sendable {
        /// Nothing: the topic is a stream without a state.
        case none
        /// The orders, as Redis has them.
        case orders
        /// The newest record of each key, kept by the gateway.
        case compacted
    }

    public init(name: String, eventType: String? = nil) {
        self.name = name
        self.eventType = eventType ?? name
    }

    /// Whether a subscription can begin with a state.
    var hasSnapshot: Bool { snapshot != .none }

    /// The channels of the workshop.
    static func workshop(_ topics: TopicNames) -> [Channel] {
        var orders = Channel(name: topics.orders, eventType: "order")
        orders.snapshot = .orders
        let channels = [
            orders, Channel(name: topics.audit, eventType: "audit"),
            Channel(name: topics.deadLetters, eventType: "dlq"), Channel(name: topics.auditDeadLetters),
        ]
        var playground = Channel(name: topics.playground)
        playground.rules.publish = .participant
        return channels.map { channel in
            // Who leads a workshop writes records by hand, to show what comes of them.
            var channel = channel
            channel.rules.publish = .instructor
            return channel
        } + [playground]
    }
}
