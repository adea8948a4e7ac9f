import Testing

@testable import Gateway

@Suite("Records that clients publish")
struct PublishedRecordTests {
    private func record(_ json: String) throws(InvalidRecord) -> PublishedRecord {
        try PublishedRecord(json: Array(json.utf8))
    }

    @Test(arguments: [
        #"{"a":1}"#, " 7 ", #""text""#, "[ ]", "true", #"{"value":{"value":1}}"#, "1.00", #""\u0041""#,
    ])
    func aValueIsTakenAsItStands(_ value: String) throws {
        let taken = try record(#"{"type":"publish","value":\#(value),"key":"k"}"#)
        #expect(String(decoding: taken.value ?? [], as: UTF8.self) == value.filter { $0 != " " || value == "[ ]" })
        #expect(taken.key == Array("k".utf8))
    }

    @Test func aKeyCanBeLeftOut() throws {
        #expect(try record(#"{"value":1}"#).key == nil)
        #expect(try record(#"{"value":1,"key":null}"#).key == nil)
        #expect(try record(#"{"value":1,"key":""}"#).key == [])
    }

    @Test func aTombstoneWantsAKey() throws {
        #expect(try record(#"{"key":"k","value":null}"#).value == nil)
        #expect(throws: InvalidRecord.self) { try record(#"{"value":null}"#) }
        #expect(throws: InvalidRecord.self) { try record(#"{"key":"k"}"#) }
    }

    @Test func bytesComeAsBase64() throws {
        #expect(try record(#"{"value":"AP8=","encoding":"base64"}"#).value == [0, 255])
        for wrong in [
            #""value":"AP8=","encoding":"hex""#, #""value":"?","encoding":"base64""#, #""value":1,"encoding":"base64""#,
        ] {
            #expect(throws: InvalidRecord.self) { try record("{\(wrong)}") }
        }
    }

    @Test(arguments: [
        "eventId", "EVENTID", "correlationId", "schemaVersion", "source", "orderVersion", "traceparent", "retryCount",
        "firstEventId", "redrive-group", "redriveCount", "dlq-original-topic", "DLQ-x",
    ])
    func headersOfTheContractAreNotForClients(_ name: String) {
        #expect(throws: InvalidRecord.self) { try record(#"{"value":1,"headers":{"\#(name)":"x"}}"#) }
    }

    @Test func headersAreBounded() throws {
        func headers(_ count: Int) -> String { (0..<count).map { #""h\#($0)":"x""# }.joined(separator: ",") }
        #expect(try record(#"{"value":1,"headers":{\#(headers(50))}}"#).headers.count == 50)
        #expect(throws: InvalidRecord.self) { try record(#"{"value":1,"headers":{\#(headers(51))}}"#) }
        #expect(throws: InvalidRecord.self) { try record(#"{"value":1,"headers":{"":"x"}}"#) }
        let long = String(repeating: "x", count: 129)
        #expect(throws: InvalidRecord.self) { try record(#"{"value":1,"headers":{"\#(long)":"x"}}"#) }
    }
}
