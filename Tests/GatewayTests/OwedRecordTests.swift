import Kafka
import OrderEvents
import Redis
import Testing

@testable import Gateway
@testable import State

/// The records that a change owes, to the letter of the contract.
@Suite("Owed records")
struct OwedRecordTests {
    private func entry(
        topic: String = "orders", action: String = "created", _ changes: [String: String] = [:]
    ) throws -> OutboxEntry {
        var fields = [
            "action": action, "id": "00000000-0000-4000-8000-000000000001", "customerName": "Ann \"A\"",
            "item": "Crème brûlée", "quantity": "2", "price": "12.50", "status": "created",
            "createdAt": "1770297077406", "version": "1770297077406", "time": "1770297077406", "correlationId": "c-1",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ]
        fields.merge(changes) { $1 }
        let names = [
            "action", "id", "customerName", "item", "quantity", "price", "status", "createdAt", "version", "time",
            "correlationId", "traceparent", "instance", "sync",
        ]
        return try Self.read(topic, Self.pack(names.map { fields[$0] ?? "" }))
    }

    private static func read(_ topic: String, _ event: [UInt8]) throws -> OutboxEntry {
        let fields = ["topic", topic, "event"].map { RedisReply.string(Array($0.utf8)) } + [.string(event)]
        let entries = try OutboxEntry.list([.array([.string(Array("1770297077406-0".utf8)), .array(fields)])])
        return try #require(entries.first)
    }

    /// As MessagePack has a list of short texts.
    private static func pack(_ texts: [String]) -> [UInt8] {
        texts.reduce(into: [0x90 | UInt8(texts.count)]) { packed, text in
            let length = UInt8(text.utf8.count)
            packed += length < 32 ? [0xA0 | length] : [0xD9, length]
            packed += text.utf8
        }
    }

    private func record(_ entry: OutboxEntry) -> ProducerRecord { ProducerRecord(entry, topics: TopicNames()) }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    private func headers(_ record: ProducerRecord) -> [String] { record.headers.map { "\($0.name)=\($0.text ?? "")" } }

    private static let order =
        #"{"id":"00000000-0000-4000-8000-000000000001","customerName":"Ann \"A\"","item":"Crème brûlée","#
        + #""quantity":2,"price":12.5,"status":"created","createdAt":"2026-02-05T13:11:17.406Z"}"#

    @Test func onOrders() throws {
        let record = record(try entry())
        #expect(record.topic == "orders")
        #expect(record.partition == nil)
        #expect(text(record.key) == "00000000-0000-4000-8000-000000000001")
        #expect(record.timestamp == 1_770_297_077_406)
        #expect(
            text(record.value)
                == #"{"action":"created","order":\#(Self.order),"timestamp":"2026-02-05T13:11:17.406Z"}"#)
        #expect(
            headers(record) == [
                "eventId=486305db-318b-5cd5-a377-f2c29eeb8b49", "correlationId=c-1", "schemaVersion=1",
                "source=order-service", "orderVersion=1770297077406",
                // The request's trace, and a span of this record's own.
                "traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-130716563669b305-01",
            ])
    }

    @Test func saysWhichGatewayTookTheChange() throws {
        #expect(headers(record(try entry(["instance": "gateway-2"]))).last == "instance=gateway-2")
        #expect(try entry(["instance": ""]).instance == nil)
    }

    @Test func onAudit() throws {
        let record = record(try entry(topic: "audit"))
        #expect(record.topic == "audit")
        #expect(text(record.key) == "00000000-0000-4000-8000-000000000001")
        #expect(
            text(record.value)
                == #"{"source":"order-service","action":"created","orderId":"00000000-0000-4000-8000-000000000001","#
                + #""order":\#(Self.order),"timestamp":"2026-02-05T13:11:17.406Z"}"#)
        let id = EventID.order("00000000-0000-4000-8000-000000000001", version: 1_770_297_077_406, topic: "audit")
        #expect(headers(record).first == "eventId=\(id)")
    }

    @Test func aLaterChangeHasItsOwnTimeAndVersion() throws {
        let changed = try entry(action: "updated", ["version": "1770297077999", "time": "1770297077888"])
        let record = record(changed)
        #expect(text(record.value).contains(#""timestamp":"2026-02-05T13:11:17.888Z""#))
        #expect(text(record.value).contains(#""createdAt":"2026-02-05T13:11:17.406Z""#))
        #expect(text(record.value).hasPrefix(#"{"action":"updated","#))
        #expect(record.timestamp == 1_770_297_077_888)
        #expect(headers(record).contains("orderVersion=1770297077999"))
        #expect(headers(record).first != headers(self.record(try entry())).first)
    }

    @Test func theSameEntryTwiceIsTheSameRecord() throws {
        for topic in ["orders", "audit"] {
            let (first, second) = (record(try entry(topic: topic)), record(try entry(topic: topic)))
            #expect(first.key == second.key)
            #expect(first.value == second.value)
            #expect(first.headers == second.headers)
            #expect(first.timestamp == second.timestamp)
        }
    }

    @Test func topicsOfAnotherNameKeepTheShape() throws {
        let topics = TopicNames(orders: "o", audit: "a", deadLetters: "d", auditDeadLetters: "ad")
        let audit = ProducerRecord(try entry(topic: "a"), topics: topics)
        #expect(text(audit.value).hasPrefix(#"{"source":"order-service","#))
        #expect(text(ProducerRecord(try entry(topic: "o"), topics: topics).value).hasPrefix(#"{"action":"#))
    }

    @Test func anEntryThatNoScriptWroteIsAnErrorNotACrash() {
        for changes in [["action": "eaten"], ["time": "now"], ["quantity": "many"], ["price": "cheap"]] {
            #expect(throws: StateError.self) { try entry(changes) }
        }
        #expect(throws: StateError.self) { try OutboxEntry.list([.array([])]) }
        #expect(throws: StateError.self) { try OutboxEntry.list([.null]) }
        for event in [
            [], [0x91], [0xC0], [0x91, 0xD9, 200, 65], [0x91, 0xD9], [0x90, 0], [0x91, 0xC0], [0x91, 0xA1, 65],
        ]
            as [[UInt8]]
        {
            #expect(throws: StateError.self) { try Self.read("orders", event) }
        }
    }
}
