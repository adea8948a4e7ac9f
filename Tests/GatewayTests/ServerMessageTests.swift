import Fanout
import OrderEvents
import State
import Testing

@testable import Gateway

/// Each message to the letter of the protocol: names, order of fields, what is left out.
@Suite("What the gateway says")
struct ServerMessageTests {
    private let cursor = Cursor("e1.0-c-2")!

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func welcome() {
        let message = ServerMessage.welcome(
            instance: "gateway-1", session: "s", role: .participant, limits: [("messageBytes", 16384)])
        #expect(
            text(message)
                == #"{"type":"welcome","instance":"gateway-1","session":"s","role":"participant","limits":{"messageBytes":16384}}"#
        )
    }

    @Test func subscribed() {
        #expect(
            text(ServerMessage.subscribed(id: "s1", channel: "orders", cursor: cursor))
                == #"{"type":"subscribed","id":"s1","channel":"orders","cursor":"e1.0-c-2"}"#)
        #expect(
            text(ServerMessage.subscribed(id: nil, channel: "orders", cursor: cursor))
                == #"{"type":"subscribed","channel":"orders","cursor":"e1.0-c-2"}"#)
    }

    @Test func unsubscribed() {
        #expect(
            text(ServerMessage.unsubscribed(id: "u1", channels: ["orders", "audit"]))
                == #"{"type":"unsubscribed","id":"u1","channels":["orders","audit"]}"#)
        #expect(text(ServerMessage.unsubscribed(id: nil, channels: [])) == #"{"type":"unsubscribed","channels":[]}"#)
    }

    @Test(arguments: [
        (Gap.Reason.overrun, "overrun"), (.retention, "retention"), (.reset, "reset"), (.limit, "limit"),
    ])
    func gap(_ reason: Gap.Reason, _ name: String) {
        #expect(
            text(ServerMessage.gap(Gap(reason: reason, missed: 123), channel: "orders", cursor: cursor))
                == #"{"type":"gap","channel":"orders","reason":"\#(name)","missed":123,"cursor":"e1.0-c-2"}"#)
    }

    @Test func aGapThatNobodyCanMeasureSaysNull() {
        #expect(
            text(ServerMessage.gap(Gap(reason: .reset, missed: nil), channel: "audit", cursor: cursor))
                == #"{"type":"gap","channel":"audit","reason":"reset","missed":null,"cursor":"e1.0-c-2"}"#)
    }

    @Test func result() {
        #expect(
            text(ServerMessage.result(id: "c1", data: Array(#"{"id":"o"}"#.utf8)))
                == #"{"type":"result","id":"c1","data":{"id":"o"}}"#)
    }

    @Test func error() {
        let problem = Problem(InvalidOrder.fields([FieldProblem(field: "item", message: "is required")]))
        #expect(
            text(ServerMessage.error(id: "c1", problem))
                == #"{"type":"error","id":"c1","code":"order.invalid","message":"item is required","#
                + #""details":[{"field":"item","message":"is required"}]}"#)
        #expect(
            text(ServerMessage.error(id: nil, Problem(400, "message.invalid", "say \"x\"")))
                == #"{"type":"error","code":"message.invalid","message":"say \"x\""}"#)
    }

    @Test func pong() {
        #expect(text(ServerMessage.pong(id: nil)) == #"{"type":"pong"}"#)
        #expect(text(ServerMessage.pong(id: "p")) == #"{"type":"pong","id":"p"}"#)
    }
}
