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
    /// What people try keys and partitions on: no service reads it.
    public var playground: String
    /// Copies of each partition: not more than the cluster has brokers.
    public var replication: Int

    public init(
        orders: String = "orders", audit: String = "audit", deadLetters: String = "orders-dlq",
        auditDeadLetters: String = "audit-dlq", playground: String = "playground", replication: Int = 1
    ) {
        self.orders = orders
        self.audit = audit
        self.deadLetters = deadLetters
        self.auditDeadLetters = auditDeadLetters
        self.playground = playground
        self.replication = replication
    }

    /// One topic as it is to be created.
    public struct Layout: Hashable, Sendable {
        public let name: String
        public let partitions: Int
        public let replication: Int
    }

    /// All topics. Orders have three partitions, so that up to three instances of a service share the work; the others
    /// of the contract have one, so that they have one order.
    public var layouts: [Layout] { contract + [layout(playground, 3)] }

    /// The topics that services need.
    public var contract: [Layout] {
        [layout(orders, 3), layout(audit, 1), layout(deadLetters, 1), layout(auditDeadLetters, 1)]
    }

    private func layout(_ name: String, _ partitions: Int) -> Layout {
        Layout(name: name, partitions: partitions, replication: replication)
    }

    /// Where what cannot be parsed goes.
    public func deadLetterTopic(of topic: String) -> String {
        topic == audit ? auditDeadLetters : topic == orders ? deadLetters : "\(topic)-dlq"
    }
}
