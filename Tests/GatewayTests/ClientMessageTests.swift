import Fanout
import Testing

@testable import Gateway

@Suite("What clients say")
struct ClientMessageTests {
    private func parse(_ json: String) throws(ClientMessage.Refusal) -> ClientMessage {
        try ClientMessage(json: Array(json.utf8))
    }

    private func refusal(of json: String) throws -> ClientMessage.Refusal {
        try #require(throws: ClientMessage.Refusal.self) { try parse(json) }
    }

    private func subscription(_ fields: String) throws -> ClientMessage.Subscribe {
        let message = try parse(#"{"type":"subscribe","id":"s1","channels":["orders"]\#(fields)}"#)
        guard case .subscribe(let subscribe) = message else {
            throw ClientMessage.Refusal(id: nil, code: "test", message: "\(message)")
        }
        return subscribe
    }

    // MARK: Understood

    @Test func helloHasANameWithoutTheSpaceAroundIt() throws {
        guard case .hello(let id, let name) = try parse(#"{"type":"hello","id":"h","name":" Ann\n"}"#) else {
            Issue.record("not a hello")
            return
        }
        #expect(id == "h")
        #expect(name == "Ann")
    }

    @Test func pingNeedsNothing() throws {
        guard case .ping(let id) = try parse(#"{"type":"ping"}"#) else {
            Issue.record("not a ping")
            return
        }
        #expect(id == nil)
    }

    @Test func subscribeBeginsAtTheLatestUnlessItSaysOtherwise() throws {
        let subscribe = try subscription("")
        #expect(subscribe.id == "s1")
        #expect(subscribe.channels == ["orders"])
        #expect(subscribe.from == .latest)
        #expect(subscribe.positions.isEmpty)
        #expect(try subscription(#","from":null"#).from == .latest)
    }

    @Test(arguments: [
        (#""latest""#, StartingPoint.latest), (#""earliest""#, .earliest), (#"{"last":50}"#, .last(50)),
        (#"{"last":0}"#, .last(0)), (#"{"since":"2026-02-05T13:11:17.406Z"}"#, .since(1_770_297_077_406)),
        (#"{"since":"2026-02-05T14:11:17+01:00"}"#, .since(1_770_297_077_000)),
        (#""e1.0-c-2.2-0""#, .cursor(Cursor("e1.0-c-2.2-0")!)),
    ])
    func fromHasFiveForms(_ json: String, _ point: StartingPoint) throws {
        #expect(try subscription(",\"from\":\(json)").from == point)
    }

    @Test func positionsGiveChannelsAPlaceOfTheirOwn() throws {
        let subscribe = try subscription(#","from":"earliest","positions":{"audit":"e1.0-5","orders":{"last":3}}"#)
        #expect(subscribe.from == .earliest)
        #expect(subscribe.positions == ["audit": .cursor(Cursor("e1.0-5")!), "orders": .last(3)])
    }

    @Test func unsubscribeNamesChannels() throws {
        let message = try parse(#"{"type":"unsubscribe","id":"u1","channels":["orders","audit"]}"#)
        guard case .unsubscribe(let id, let channels) = message else {
            Issue.record("not an unsubscribe")
            return
        }
        #expect(id == "u1")
        #expect(channels == ["orders", "audit"])
    }

    @Test func commandsCarryDataAndAKey() throws {
        let message = try parse(
            #"{"type":"command","id":"c1","name":"order.create","data":{"quantity":2},"idempotencyKey":"k"}"#)
        guard case .command(let command) = message else {
            Issue.record("not a command")
            return
        }
        #expect(command.id == "c1")
        #expect(command.name == "order.create")
        #expect(command.data == Array(#"{"quantity":2}"#.utf8))
        #expect(command.idempotencyKey == "k")
    }

    @Test func fieldsThatNobodyKnowsAreLeftAlone() throws {
        _ = try parse(#"{"type":"ping","later":{"x":[1,null]}}"#)
    }

    // MARK: Refused

    @Test(arguments: [
        "", "hello", "[]", "42", "null", #""ping""#, "{", #"{"type":"ping"} x"#,
    ])
    func whatIsNoObjectIsMalformed(_ json: String) throws {
        #expect(try refusal(of: json).code == "message.malformed")
    }

    @Test(arguments: [
        #"{}"#, #"{"id":"x"}"#, #"{"type":7}"#, #"{"type":null}"#,
        #"{"type":"hello","id":"x"}"#, #"{"type":"hello","id":"x","name":"  "}"#,
        #"{"type":"subscribe","id":"x"}"#, #"{"type":"subscribe","id":"x","channels":[]}"#,
        #"{"type":"subscribe","id":"x","channels":"orders"}"#, #"{"type":"subscribe","id":"x","channels":[1]}"#,
        #"{"type":"unsubscribe","id":"x"}"#, #"{"type":"command","id":"x"}"#,
        #"{"type":"command","id":"x","name":"order.create","data":[]}"#,
        #"{"type":"command","id":"x","name":"order.create","data":{},"idempotencyKey":1}"#,
    ])
    func whatIsMissingOrOfTheWrongTypeIsInvalid(_ json: String) throws {
        #expect(try refusal(of: json).code == "message.invalid")
    }

    @Test(arguments: [
        #""nowhere""#, #""""#, #""e1.0-x-y-z""#, "5", "[]", "true", "{}", #"{"last":"5"}"#, #"{"last":1.5}"#,
        #"{"last":1e300}"#, #"{"since":"yesterday"}"#, #"{"since":1770297077406}"#,
    ])
    func placesThatCannotBeAreInvalid(_ from: String) throws {
        let one = try refusal(of: #"{"type":"subscribe","id":"s1","channels":["orders"],"from":\#(from)}"#)
        #expect(one.code == "message.invalid")
        #expect(one.id == "s1")
        let many = try refusal(of: #"{"type":"subscribe","channels":["orders"],"positions":{"orders":\#(from)}}"#)
        #expect(many.code == "message.invalid")
    }

    @Test func anUnknownTypeIsSaid() throws {
        let refusal = try refusal(of: #"{"type":"\#(String(repeating: "x", count: 1000))","id":"7"}"#)
        #expect(refusal.code == "message.unknown")
        #expect(refusal.id == "7")
        #expect(refusal.message.utf8.count < 100)
    }

    @Test(arguments: [
        #"{"type":"hello","id":"x","name":""}"#, #"{"type":"hello","id":"x","name":"A\u0007n"}"#,
        #"{"type":"hello","id":"x","name":"A\u202En"}"#, #"{"type":"hello","id":"x","name":"\u200B"}"#,
        #"{"type":"subscribe","id":"x","channels":"orders"}"#,
        #"{"id":"x","type":"command"}"#, #"{"id":"x"}"#, #"{"type":1,"id":"x"}"#,
        #"{"type":"command","id":"x","name":"order.create","data":7}"#,
    ])
    func aRefusalCarriesTheIDOfTheMessage(_ json: String) throws {
        #expect(try refusal(of: json).id == "x")
    }

    @Test func theFieldThatIsWrongIsNamed() throws {
        #expect(try refusal(of: #"{"type":"subscribe","channels":["orders",5]}"#).message.contains("channels"))
        #expect(try refusal(of: #"{"id":"x"}"#).message.contains("type"))
    }

    @Test func aNameHasAtMostFiftyCharacters() throws {
        _ = try parse(#"{"type":"hello","name":"\#(String(repeating: "é", count: 50))"}"#)
        let long = String(repeating: "é", count: 51)
        #expect(try refusal(of: #"{"type":"hello","name":"\#(long)"}"#).code == "message.invalid")
    }
}
