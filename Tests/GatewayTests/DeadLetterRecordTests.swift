import Fanout
import JSONText
import Kafka
import OrderEvents
import Testing

@testable import Gateway

@Suite("Dead letters")
struct DeadLetterRecordTests {
    private func found(
        _ topic: String = "orders-dlq", partition: Int32 = 0, offset: Int64 = 3, timestamp: Int64 = 1_770_297_077_406,
        key: [UInt8]? = Array("k".utf8), value: [UInt8]?, headers: [(String, String)]
    ) throws -> FoundRecord {
        var encoder = RecordEncoder(positions: Positions())
        encoder.append(
            RecordEncoder.Record(
                partition: partition, offset: offset, timestamp: timestamp, key: key, value: value,
                headers: headers.map { ($0.0, Array($0.1.utf8)) }))
        let taken = encoder.takeBatch()
        let batch = try #require(taken)
        return FoundRecord(topic: topic, entry: batch.entries[0], bytes: batch.bytes)
    }

    private let order = Order(
        id: "o-1", draft: OrderDraft(customerName: "Ann", item: "Soup", quantity: 2, price: Price(cents: 450)),
        createdAt: Timestamp(milliseconds: 1_770_297_000_000))

    private func givenUp(_ more: [(String, String)] = [("origin", "orders/2/17")]) throws -> DeadLetterRecord {
        let event = OrderEvent(action: .updated, order: order, timestamp: Timestamp(milliseconds: 1))
        let value = DeadLetter(event: event, instanceID: "n-1", timestamp: Timestamp(milliseconds: 2)).json
        let headers = [
            ("eventId", "e-1"), ("correlationId", "c-1"), ("orderVersion", "42"), ("source", "notification-service"),
            ("instance", "n-1"), ("mine", "kept"),
        ]
        return try #require(
            DeadLetterRecord(
                try found(key: Array("o-1".utf8), value: value, headers: headers + more), groups: GroupNames()))
    }

    private func unparsable(
        _ value: [UInt8]?, topic: String = "orders", _ more: [(String, String)] = []
    ) throws -> DeadLetterRecord {
        let headers = [
            ("eventId", "e-2"), ("correlationId", "c-2"), ("mine", "kept"), ("dlq-original-topic", topic),
            ("dlq-original-partition", "1"), ("dlq-original-offset", "7"), ("dlq-original-group", "fraud-group"),
            ("dlq-exception-message", "not JSON"), ("dlq-attempts", "1"),
        ]
        return try #require(
            DeadLetterRecord(
                try found(key: [0xFF], value: value, headers: headers + more), groups: GroupNames()))
    }

    private func headers(_ record: ProducerRecord) -> [String: String] {
        Dictionary(record.headers.map { ($0.name, $0.text ?? "") }, uniquingKeysWith: { $1 })
    }

    @Test func aNotificationThatWasGivenUpBeginsAnew() throws {
        let letter = try givenUp()
        #expect(letter.kind == .givenUp)
        #expect(letter.orderID == "o-1")
        #expect(letter.reason == "Max retries exceeded")
        #expect(letter.attempts == 3)
        #expect(letter.origin == DeadLetterRecord.Origin(topic: "orders", partition: 2, offset: 17))
        let time = Timestamp(milliseconds: 9)
        let record = try #require(letter.redriven(2, at: time, by: "gateway-1", topics: TopicNames()))
        #expect(record.topic == "orders")
        #expect(record.key == Array("o-1".utf8))
        #expect(record.timestamp == 9)
        let event = try OrderEvent(json: record.value ?? [])
        #expect(event == OrderEvent(action: .updated, order: order, timestamp: Timestamp(milliseconds: 2)))
        let id = EventID.redrive(of: EventID("e-1"), attempt: 2)
        var expected = [
            "eventId": id.text, "correlationId": "c-1", "schemaVersion": "1", "source": "gateway", "orderVersion": "42",
            "redrive-group": "notification-group", "redriveCount": "2", "instance": "gateway-1", "mine": "kept",
        ]
        expected["traceparent"] = TraceParent.child(of: nil, for: id)
        #expect(headers(record) == expected)
    }

    @Test(arguments: [[0xFF, 0x00], Array(#"{ "a" : 1.0 }"#.utf8), nil] as [[UInt8]?])
    func whatCouldNotBeParsedGoesBackUnchanged(_ value: [UInt8]?) throws {
        let letter = try unparsable(value)
        #expect(letter.kind == .unparsable)
        #expect(letter.reason == "not JSON")
        #expect(letter.group == "fraud-group")
        let record = try #require(
            letter.redriven(1, at: Timestamp(milliseconds: 9), by: "g", topics: TopicNames()))
        #expect(record.topic == "orders")
        #expect(record.key == [0xFF])
        #expect(record.value == value)
        let headers = headers(record)
        #expect(headers["redrive-group"] == "fraud-group")
        #expect(headers["mine"] == "kept")
        #expect(headers.keys.filter { $0.hasPrefix("dlq-") }.isEmpty)
    }

    @Test func whatCannotGoBackStays() throws {
        func goesBack(_ letter: DeadLetterRecord) -> Bool {
            letter.redriven(1, at: Timestamp(milliseconds: 9), by: "g", topics: TopicNames()) != nil
        }
        #expect(goesBack(try unparsable([1])))
        // A header that somebody else wrote must not lead a record to any topic.
        #expect(!goesBack(try unparsable([1], topic: "payments")))
        #expect(!goesBack(try unparsable([1], topic: "audit")))
        #expect(!goesBack(try unparsable(nil, [("dlq-value-left-out", "true")])))
        let strange = try found(value: Array(#"{"action":"created"}"#.utf8), headers: [("eventId", "e")])
        #expect(!goesBack(try #require(DeadLetterRecord(strange, groups: GroupNames()))))
        let nameless = try found(value: [1], headers: [("mine", "x")])
        #expect(DeadLetterRecord(nameless, groups: GroupNames()) == nil)
    }

    @Test func asClientsSeeIt() throws {
        func text(_ letter: DeadLetterRecord, _ outcome: String?) -> String {
            var json = JSONWriter()
            letter.write("redriven", redriveCount: 1, outcome: outcome, to: &json)
            return String(decoding: json.bytes, as: UTF8.self)
        }
        let given = text(try givenUp(), "NOTIFIED")
        #expect(given.contains(#""kind":"given-up","orderId":"o-1","reason":"Max retries exceeded","attempts":3"#))
        #expect(given.contains(#""origin":{"topic":"orders","partition":2,"offset":17}"#))
        #expect(given.hasSuffix(#""state":"redriven","redriveCount":1,"outcome":"NOTIFIED"}"#))
        #expect(try text(givenUp([]), nil).contains(#""origin":null"#))
        let poison = text(try unparsable([0xFF, 0x00]), nil)
        #expect(poison.contains(#""bytes":"/wA=""#))
        #expect(poison.contains(#""orderId":null"#))
        #expect(try text(unparsable(Array("{}".utf8)), nil).contains(#""value":{}"#))
        #expect(try text(unparsable(nil), nil).contains(#""value":null"#))
    }

    @Test func pagesGoBackwardsWithoutHoleOrDouble() throws {
        // Two partitions whose times interleave; what is on a page is gone from the next.
        let all =
            try (0..<7).map {
                try found(partition: 0, offset: $0, timestamp: 10 * $0, value: [1], headers: [("eventId", "a\($0)")])
            }
            + (0..<3).map {
                try found(
                    "audit-dlq", partition: 0, offset: $0, timestamp: 15 * $0, value: [1],
                    headers: [("eventId", "b\($0)")])
            }
        let ends: [String: Int64] = ["orders-dlq": 7, "audit-dlq": 3]
        var places = DeadLetterPlaces()
        var seen: [Int64] = []
        for _ in 0..<10 {
            var looked: [String: [Int32: Range<Int64>]] = [:]
            for (topic, end) in ends {
                let end = min(end, places[topic, 0] ?? .max)
                looked[topic] = [0: max(0, end - 3)..<end]
            }
            let found = all.filter { looked[$0.topic]?[0]?.contains($0.entry.offset) == true }
            let page = DeadLetterPage(
                found, most: 3, looked: looked, begins: ["orders-dlq": [0: 0], "audit-dlq": [0: 0]])
            seen += page.letters.map(\.entry.timestamp)
            guard let next = page.next else { break }
            places = try #require(DeadLetterPlaces(text: next.text))
        }
        #expect(seen == [60, 50, 40, 30, 30, 20, 15, 10, 0, 0])
        for text in ["x", "orders:0", "orders:a:1", "orders:0:-1"] { #expect(DeadLetterPlaces(text: text) == nil) }
    }
}
