import Kafka
import OrderEvents
import Testing

@testable import Services

@Suite("What a record is to a group") struct RecordReaderTests {
    private func reading(_ record: KafkaRecord, group: String = "notification-group") -> String {
        switch Records.reader(group: group).read(record, now: Records.now) {
        case .event(let event): "event \(event.eventID)"
        case .passedOver(let reason): reason.rawValue
        case .poison(_, let reason): "poison: \(reason)"
        }
    }

    @Test func anEventHasTheIdOfItsHeaderOrOfItsPlace() {
        #expect(reading(Records.record(headers: [("eventId", "e-1")])) == "event e-1")
        let place = EventID.position(cluster: "cluster", topic: "orders", partition: 1, offset: 7)
        #expect(reading(Records.record()) == "event \(place)")
        #expect(reading(Records.record(headers: [("eventId", "")])) == "event \(place)")
    }

    @Test(arguments: [
        ([("retryCount", "1")], "notification-group", true),
        ([("retryCount", "1")], "fraud-group", false),
        ([("redrive-group", "fraud-group")], "fraud-group", true),
        ([("redrive-group", "fraud-group")], "notification-group", false),
    ])
    func retriesAndRedrivenOnesAreForTheirGroup(_ headers: [(String, String)], _ group: String, _ isMeant: Bool) {
        let reading = reading(Records.record(headers: headers + [("eventId", "e")]), group: group)
        #expect(reading == (isMeant ? "event e" : "other_group"))
    }

    @Test func whatIsOlderThanTheHorizonIsPassedOver() {
        let horizon: Int64 = 8 * 24 * 3_600_000
        let time = Records.now.milliseconds - horizon
        #expect(reading(Records.record(headers: [("eventId", "e")], time: time)) == "event e")
        #expect(reading(Records.record(value: nil, time: time - 1)) == "too_old")
        #expect(reading(Records.record(headers: [("eventId", "e")], time: -1)) == "event e")
    }

    @Test func whatIsNoEventIsPoison() {
        let texts = [
            nil, "", "nonsense", "[]", #"{"action":"created"}"#, #"{"action":"eaten","order":{},"timestamp":"x"}"#,
            String(repeating: "[", count: 100_000), "\"" + String(repeating: "x", count: 300_000) + "\"",
        ]
        for text in texts {
            let reading = reading(Records.record(value: text.map { Array($0.utf8) }))
            #expect(reading.hasPrefix("poison: "), "\(text?.prefix(20) ?? "no value")")
        }
    }

    @Test func bytesThatAreNotUTF8ArePoisonEvenWhereNobodyLooksAtThem() {
        var value = Records.event().json
        value.replaceSubrange(0..<1, with: Array("{\"note\":\"".utf8) + [0xFF, 0xFE] + Array("\",".utf8))
        #expect(reading(Records.record(value: value)).hasPrefix("poison: "))
    }

    @Test func aRetryCountThatIsNoNumberIsPoison() {
        #expect(reading(Records.record(headers: [("retryCount", "many")])).hasPrefix("poison: "))
    }

    @Test func unknownFieldsAndHeadersAreNobodysBusiness() {
        var value = Records.event().json
        value.replaceSubrange(0..<1, with: Array(#"{"extra":[1,{"a":null}],"#.utf8))
        #expect(reading(Records.record(value: value, headers: [("x", "y"), ("eventId", "e")])) == "event e")
    }
}
