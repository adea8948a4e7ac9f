import OrderEvents

/// One topic as clients know it.
struct Channel: Hashable, Sendable {
    /// Also the topic's name.
    let name: String
    /// What Server-Sent Events call its records.
    let eventType: String
    /// Whether a subscription begins with the state of all orders.
    let hasSnapshot: Bool

    /// The channels of the workshop.
    static func all(_ topics: TopicNames) -> [Channel] {
        [
            Channel(name: topics.orders, eventType: "order", hasSnapshot: true),
            Channel(name: topics.audit, eventType: "audit", hasSnapshot: false),
            Channel(name: topics.deadLetters, eventType: "dlq", hasSnapshot: false),
        ]
    }
}
