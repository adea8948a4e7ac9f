/// What the topics of the contract are called on this cluster, and how they are laid out.
public struct TopicNames: Hashable, Sendable {
    /// What happened to orders, and the retries of notifications.
    public var orders: String
    /// What every service has to say about an order.
    public var audit: String
    /// Notifications that were given up, and records of ``orders`` that could not be parsed.
    public var deadLetters: String
    /// Records of ``audit`` that could not be parsed.
    public var auditDeadLetters: String
    /// Copies of each partition: not more than the cluster has brokers.
    public var replication: Int

    public init(
        orders: String = "orders", audit: String = "audit", deadLetters: String = "orders-dlq",
        auditDeadLetters: String = "audit-dlq", replication: Int = 1
    ) {
        self.orders = orders
        self.audit = audit
        self.deadLetters = deadLetters
        self.auditDeadLetters = auditDeadLetters
        self.replication = replication
    }

    /// One topic as it is to be created.
    public struct Layout: Hashable, Sendable {
        public let name: String
        public let partitions: Int
        public let replication: Int
    }

    /// All topics. Orders have three partitions, so that up to three instances of a service share the work; the others
    /// have one, so that they have one order.
    public var layouts: [Layout] {
        [(orders, 3), (audit, 1), (deadLetters, 1), (auditDeadLetters, 1)].map {
            Layout(name: $0.0, partitions: $0.1, replication: replication)
        }
    }

    /// Where what cannot be parsed goes.
    public func deadLetterTopic(of topic: String) -> String {
        topic == audit ? auditDeadLetters : topic == orders ? deadLetters : "\(topic)-dlq"
    }
}
