import OrderEvents

/// A service as the contract has it: what its group is called, and what it reads.
struct ServiceLayout: Sendable {
    let name: String
    let group: String
    let topics: [String]

    /// All of them, in the order in which an order comes to them.
    static func all(_ groups: GroupNames, _ topics: TopicNames) -> [ServiceLayout] {
        [
            ServiceLayout(name: "notification", group: groups.notification, topics: [topics.orders]),
            ServiceLayout(name: "fraud", group: groups.fraud, topics: [topics.orders]),
            ServiceLayout(name: "analytics", group: groups.analytics, topics: [topics.orders, topics.audit]),
            ServiceLayout(name: "audit", group: groups.audit, topics: [topics.audit]),
        ]
    }
}
