import OrderEvents

extension TopicNames {
    /// The variables that say the same to a child.
    var environment: [String: String] {
        [
            "TOPIC_ORDERS": orders, "TOPIC_AUDIT": audit, "TOPIC_DLQ": deadLetters, "TOPIC_AUDIT_DLQ": auditDeadLetters,
            "TOPIC_PLAYGROUND": playground, "TOPIC_REPLICATION": String(replication),
        ]
    }
}
