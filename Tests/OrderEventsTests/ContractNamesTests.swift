import Options
import OrderEvents
import Testing

@Suite("Names of topics and groups") struct ContractNamesTests {
    private func reader(_ environment: [String: String]) -> OptionReader {
        OptionReader(command: "test", abstract: "Test.", arguments: [], environment: environment)
    }

    @Test func defaultsAreTheContract() {
        let layouts = TopicNames().layouts
        #expect(layouts.map(\.name) == ["orders", "audit", "orders-dlq", "audit-dlq", "playground"])
        #expect(layouts.map(\.partitions) == [3, 1, 1, 1, 3])
        #expect(TopicNames().contract.map(\.name) == ["orders", "audit", "orders-dlq", "audit-dlq"])
        #expect(layouts.allSatisfy { $0.replication == 1 })
    }

    @Test func everyNameIsAnOption() throws {
        var reader = reader([
            "TOPIC_ORDERS": "a", "TOPIC_AUDIT": "b", "TOPIC_DLQ": "c", "TOPIC_AUDIT_DLQ": "d",
            "TOPIC_PLAYGROUND": "p", "TOPIC_REPLICATION": "3", "NOTIFICATION_GROUP": "e", "FRAUD_GROUP": "f",
            "ANALYTICS_GROUP": "g",
            "AUDIT_GROUP": "h",
        ])
        let topics = TopicNames(&reader)
        let groups = GroupNames(&reader)
        try reader.finish()
        #expect(
            topics
                == TopicNames(
                    orders: "a", audit: "b", deadLetters: "c", auditDeadLetters: "d", playground: "p", replication: 3))
        #expect(groups == GroupNames(notification: "e", fraud: "f", analytics: "g", audit: "h"))
    }

    @Test(arguments: ["or ders", "ördérs", "..", "audit"])
    func aNameThatKafkaRefusesIsRefusedHere(_ name: String) {
        var reader = reader(["TOPIC_ORDERS": name])
        _ = TopicNames(&reader)
        #expect(throws: OptionError.self) { try reader.finish() }
    }

    @Test func whatCannotBeParsedHasATopicOfItsOwn() {
        let topics = TopicNames(orders: "o", audit: "a", deadLetters: "x", auditDeadLetters: "y")
        #expect(topics.deadLetterTopic(of: "o") == "x")
        #expect(topics.deadLetterTopic(of: "a") == "y")
        #expect(topics.deadLetterTopic(of: "payments") == "payments-dlq")
    }
}
