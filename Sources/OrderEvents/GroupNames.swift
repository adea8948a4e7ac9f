/// What the consumer groups of the services are called.
public struct GroupNames: Hashable, Sendable {
    public var notification: String
    public var fraud: String
    public var analytics: String
    public var audit: String

    public init(
        notification: String = "notification-group", fraud: String = "fraud-group",
        analytics: String = "analytics-group", audit: String = "audit-group"
    ) {
        self.notification = notification
        self.fraud = fraud
        self.analytics = analytics
        self.audit = audit
    }

    /// A group as the rest of the system sees it.
    public struct Reader: Hashable, Sendable {
        public let group: String
        /// The service whose instances form it.
        public let service: String
        /// What it reads.
        public let topics: [String]
    }

    /// All groups.
    public func readers(of topics: TopicNames) -> [Reader] {
        [
            Reader(group: notification, service: "notification", topics: [topics.orders]),
            Reader(group: fraud, service: "fraud", topics: [topics.orders]),
            Reader(group: analytics, service: "analytics", topics: [topics.orders, topics.audit]),
            Reader(group: audit, service: "audit", topics: [topics.audit]),
        ]
    }
}
