import Fanout
import Testing

@testable import Gateway

@Suite("Questions about the past")
struct HistoryQueryTests {
    private func message(_ fields: String) throws -> ClientMessage.History {
        guard case .history(let request) = try ClientMessage(json: Array(#"{"type":"history",\#(fields)}"#.utf8)) else {
            throw HistoryError.failed("another message")
        }
        return request
    }

    @Test func aMessageSaysItAll() throws {
        let request = try message(
            #""id":"h1","channel":"audit","partition":2,"from":{"offset":120},"limit":7,"keys":["a"],"#
                + #""where":{"value.action":"DLQ"}"#)
        #expect(request.id == "h1")
        #expect(request.channel == "audit")
        #expect(request.query.partition == 2)
        #expect(request.query.from == .offset(120))
        #expect(request.query.limit == 7)
        #expect(
            request.query.filter
                == RecordFilter(keys: ["a"], conditions: [.init(.field("action"), equals: .text("DLQ"))]))
    }

    @Test(arguments: [
        ("", HistoryStart.last(100)), (#","limit":5"#, .last(5)), (#","from":"earliest""#, .earliest),
        (#","from":{"last":3}"#, .last(3)), (#","from":{"since":"1970-01-01T00:00:01Z"}"#, .since(1000)),
        (#","from":"e1.0-5""#, .cursor(Cursor("e1.0-5")!)),
    ])
    func placesAreThoseOfASubscription(_ fields: String, _ start: HistoryStart) throws {
        #expect(try message(#""channel":"audit"\#(fields)"#).query.from == start)
    }

    @Test(arguments: [
        "", #","from":"latest""#, #","from":{"offset":1}"#, #","from":{"offset":-1},"partition":0"#, #","limit":0"#,
        #","limit":1001"#, #","limit":"5""#, #","partition":"0""#, #","where":{"kind":1}"#,
    ])
    func whatCannotBeIsRefused(_ fields: String) {
        let channel = fields.isEmpty ? #""id":"h""# : #""id":"h","channel":"audit"\#(fields)"#
        let refusal = #expect(throws: ClientMessage.Refusal.self) { try message(channel) }
        #expect(refusal?.code == "message.invalid")
        #expect(refusal?.id == "h")
    }

    @Test func anOffsetIsNoPlaceForASubscription() {
        #expect(throws: ClientMessage.Refusal.self) {
            try ClientMessage(json: Array(#"{"type":"subscribe","channels":["audit"],"from":{"offset":1}}"#.utf8))
        }
    }

    @Test func aQueryOfHTTPSaysTheSame() throws {
        let query = try HistoryQuery([
            "partition": "1", "offset": "20", "limit": "3", "key": "k", "where.value.n": "5",
            "where.value.text": "\"5\"",
            "where.value.word": "five", "where.value.flag": "true", "where.header.n": "5", "other": "x",
        ])
        #expect(query.partition == 1)
        #expect(query.from == .offset(20))
        #expect(query.limit == 3)
        #expect(
            query.filter
                == RecordFilter(
                    keys: ["k"],
                    conditions: [
                        .init(.field("n"), equals: .number(5)), .init(.field("text"), equals: .text("5")),
                        .init(.field("word"), equals: .text("five")), .init(.field("flag"), equals: .flag(true)),
                        .init(.header("n"), equals: .text("5")),
                    ]))
    }

    @Test(arguments: [
        (["limit": "x"], "limit.invalid"), (["limit": "1001"], "limit.invalid"), (["from": "x"], "cursor.invalid"),
        (["from": "latest"], "query.invalid"), (["last": "-1"], "query.invalid"), (["since": "now"], "query.invalid"),
        (["offset": "1"], "query.invalid"), (["last": "1", "from": "earliest"], "query.invalid"),
        (["partition": "-1"], "query.invalid"), (["where.x": "1"], "query.invalid"),
    ])
    func whatIsWrongWithAQueryHasACode(_ query: [String: String], _ code: String) {
        #expect(throws: InvalidQuery.self) { try HistoryQuery(query) }
        do { _ = try HistoryQuery(query) } catch { #expect(error.code == code) }
    }
}
