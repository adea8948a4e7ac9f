import Kafka
import OrderEvents
import Testing

@testable import Services

@Suite("The dead letter of a record that cannot be parsed") struct PoisonLetterTests {
    private let record = Records.record(
        value: [0xFF, 0x00, 0x7B],
        headers: [
            ("eventId", "e-1"), ("correlationId", "c-1"), ("mine", "kept"), ("retryCount", "many"),
            ("instance", "other"),
        ])

    private func letter(group: String = "fraud-group") -> ProducerRecord {
        PoisonLetter(record, reason: MalformedEvent("not JSON"), group: group, clusterID: "cluster")
            .producerRecord(to: "orders-dlq", source: "fraud-service", instance: "fraud-2", time: Records.now)
    }

    @Test func hasTheSameBytesAndSaysWhereTheyCameFrom() {
        let letter = letter()
        #expect(letter.topic == "orders-dlq")
        #expect(letter.key == record.key)
        #expect(letter.value == record.value)
        #expect(letter.timestamp == Records.now.milliseconds)
        let expected = [
            "dlq-original-topic": "orders", "dlq-original-partition": "1", "dlq-original-offset": "7",
            "dlq-original-timestamp": "1770297077406", "dlq-original-group": "fraud-group",
            "dlq-exception-class": "MalformedEvent", "dlq-exception-message": "not JSON", "dlq-attempts": "1",
            "mine": "kept", "correlationId": "c-1", "source": "fraud-service", "schemaVersion": "1",
            "instance": "fraud-2",
        ]
        for (name, value) in expected { #expect(letter.header(name) == value, "\(name)") }
        #expect(letter.header("retryCount") == nil)
        #expect(TraceParent.isValid(letter.header("traceparent") ?? ""))
        #expect(Set(letter.headers.map(\.name)).count == letter.headers.count)
    }

    @Test func hasOneIdAGroup() {
        let id = EventID.poison(cluster: "cluster", topic: "orders", partition: 1, offset: 7, group: "fraud-group")
        #expect(letter().header("eventId") == id.text)
        #expect(letter(group: "audit-group").header("eventId") != id.text)
    }
}
