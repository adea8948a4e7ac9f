import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

@Suite("Records that cannot be parsed", .timeLimit(.minutes(3))) struct PoisonTests {
    /// Bytes that are no event, each in its own way.
    private static let poison: [[UInt8]?] = [
        [0xFF, 0xFE, 0x00], Array("not JSON".utf8), Array(#"{"action":"created"}"#.utf8),
        Array(#"{"action":"created","order":{"id":7},"timestamp":"2026-02-05T12:31:17.406Z"}"#.utf8),
        Array(("\"" + String(repeating: "x", count: 300_000) + "\"").utf8), nil,
    ]

    @Test(arguments: BrokerKind.all)
    func goToTheDeadLettersUnchangedAndStopNobody(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.notification) { $0.settings.failRate = 0 }
            try await dojo.start(.fraud)
            let records = Self.poison.map {
                ProducerRecord(
                    topic: dojo.topics.orders, partition: 1, key: Array("k".utf8), value: $0,
                    headers: [KafkaHeader(name: "mine", text: "kept")])
            }
            try await dojo.write(records)
            var orders: [Order] = []
            for _ in 0..<12 { orders.append(try await dojo.place()) }
            let expected = 2 * Self.poison.count
            try await dojo.expectSoon("all orders, and a dead letter a group") {
                dojo.audit("NOTIFIED").count == 12 && dojo.audit("FRAUD_ALERT", "FRAUD_CHECK_PASSED").count == 12
                    && dojo.witness.records(on: dojo.topics.deadLetters).count == expected
            }
            for group in [dojo.groups.notification, dojo.groups.fraud] {
                let letters = dojo.witness.records(on: dojo.topics.deadLetters)
                    .filter { $0.header("dlq-original-group") == group }
                #expect(letters.map(\.value) == Self.poison)
                #expect(letters.map { $0.header("dlq-original-offset") } == (0..<Self.poison.count).map { "\($0)" })
                #expect(letters.allSatisfy { $0.header("dlq-original-topic") == dojo.topics.orders })
                #expect(letters.allSatisfy { $0.header("mine") == "kept" && $0.key == Array("k".utf8) })
                #expect(Set(letters.map { $0.header("eventId") }).count == Self.poison.count)
            }
        }
    }

    @Test(arguments: BrokerKind.all)
    func areDeadLetteredOnceHoweverOftenTheyAreRead(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let first = try await dojo.start(.audit)
            try await dojo.write([ProducerRecord(topic: dojo.topics.audit, value: Array("poison".utf8))])
            try await dojo.expectSoon("a dead letter") {
                dojo.witness.records(on: dojo.topics.auditDeadLetters).count == 1
            }
            await dojo.stop(first)
            try await dojo.rewind(group: dojo.groups.audit)
            let second = try await dojo.start(.audit, id: "audit-2")
            try await dojo.write([ProducerRecord(topic: dojo.topics.audit, value: Array("more poison".utf8))])
            try await dojo.expectSoon("the next dead letter") { await second.recordsHandled >= 2 }
            @Sendable func letters() -> [KafkaRecord] { dojo.witness.records(on: dojo.topics.auditDeadLetters) }
            try await dojo.expectSoon("it is seen") { letters().count >= 2 }
            #expect(letters().map { String(decoding: $0.value ?? [], as: UTF8.self) } == ["poison", "more poison"])
        }
    }

    @Test(arguments: BrokerKind.all)
    func oneThatIsTooLargeForItsDeadLetterStopsNobodyEither(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.notification) {
                $0.settings.failRate = 0
                $0.kafka.properties["message.max.bytes"] = "300000"
            }
            let value = Array(("\"" + String(repeating: "x", count: 350_000) + "\"").utf8)
            try await dojo.write([ProducerRecord(topic: dojo.topics.orders, partition: 0, value: value)])
            for _ in 0..<6 { try await dojo.place() }
            try await dojo.expectSoon("all orders and a dead letter") {
                dojo.audit("NOTIFIED").count == 6 && !dojo.witness.records(on: dojo.topics.deadLetters).isEmpty
            }
            let letters = dojo.witness.records(on: dojo.topics.deadLetters)
            #expect(letters.count == 1)
            #expect(letters.first?.value == nil)
            #expect(letters.first?.header("dlq-value-left-out") == "true")
            #expect(letters.first?.header("dlq-original-offset") == "0")
        }
    }
}
