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
}
