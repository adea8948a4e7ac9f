import Options

extension TopicNames {
    /// Reads TOPIC_ORDERS, TOPIC_AUDIT, TOPIC_DLQ, TOPIC_AUDIT_DLQ, TOPIC_PLAYGROUND and
    /// TOPIC_REPLICATION.
    public init(_ reader: inout OptionReader) {
        let names = TopicNames()
        reader.section("Topics")
        self.init(
            orders: reader.option("topic-orders", default: names.orders, help: "Topic of order events."),
            audit: reader.option("topic-audit", default: names.audit, help: "Topic of what every service did."),
            deadLetters: reader.option(
                "topic-dlq", default: names.deadLetters, help: "Topic of notifications that were given up."),
            auditDeadLetters: reader.option(
                "topic-audit-dlq", default: names.auditDeadLetters,
                help: "Topic of audit records that could not be parsed."),
            playground: reader.option(
                "topic-playground", default: names.playground,
                help: "Topic on which people try keys and partitions; no service reads it."),
            replication: reader.option(
                "topic-replication", default: names.replication, in: 1...9,
                help: "Copies of each partition of a topic that is made."))
        for (option, name) in [
            ("topic-orders", orders), ("topic-audit", audit), ("topic-dlq", deadLetters),
            ("topic-audit-dlq", auditDeadLetters), ("topic-playground", playground),
        ] where !Self.isLegal(name) {
            reader.reject(option, "a topic's name is 1 to 249 letters, digits, '.', '_' and '-', not '\(name)'")
        }
        if Set(layouts.map(\.name)).count < layouts.count {
            reader.reject("topic-orders", "the \(layouts.count) topics need \(layouts.count) names")
        }
    }

    /// What Kafka accepts as a topic's name: 1 to 249 ASCII letters, digits, dots, dashes and underscores.
    public static func isLegal(_ name: String) -> Bool {
        let others = Set("._-".unicodeScalars)
        return (1...249).contains(name.utf8.count) && name != "." && name != ".."
            && name.unicodeScalars.allSatisfy {
                others.contains($0) || $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
            }
    }
}

extension GroupNames {
    /// Reads NOTIFICATION_GROUP, FRAUD_GROUP, ANALYTICS_GROUP and AUDIT_GROUP.
    public init(_ reader: inout OptionReader) {
        let names = GroupNames()
        reader.section("Consumer groups")
        self.init(
            notification: reader.option(
                "notification-group", default: names.notification, help: "Group of the notification service."),
            fraud: reader.option("fraud-group", default: names.fraud, help: "Group of the fraud service."),
            analytics: reader.option(
                "analytics-group", default: names.analytics, help: "Group of the analytics service."),
            audit: reader.option("audit-group", default: names.audit, help: "Group of the audit service."))
    }
}
