import Foundation
import TestSupport
import Testing

@Suite("Limits of one connection", .timeLimit(.minutes(2)))
struct GatewayLimitTests {
    @Test func theWelcomeNamesThem() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start {
                $0.sessions.messageBytes = 2000
                $0.sessions.messagesPerSecond = 7
                $0.sessions.subscriptions = 2
            }
            let limits = try gateway.connect().welcome.json.object("limits")
            let told = Dictionary(uniqueKeysWithValues: limits.names.map { ($0, limits.int($0) ?? -1) })
            #expect(
                told == [
                    "messageBytes": 2000, "messagesPerSecond": 7, "subscriptions": 2, "filterKeys": 1000,
                    "filterConditions": 10, "frameBytes": 65536, "presenceNames": 200, "pingMs": 25_000,
                    "pongMs": 10_000, "stallMs": 30_000,
                ])
        }
    }

    @Test func aMessageThatIsTooLongClosesWith1009() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.sessions.messageBytes = 2000 }
            let client = try gateway.connect()
            let frame = #"{"type":"ping","id":""#.utf8.count + 2
            try client.say(#"{"type":"ping","id":"\#(String(repeating: "x", count: 2000 - frame))"}"#)
            _ = try client.hear("pong")
            try client.say(#"{"type":"ping","id":"\#(String(repeating: "x", count: 2001 - frame))"}"#)
            #expect(try client.socket.receiveClose().code == 1009)
            // In pieces it is no shorter, and is not waited for.
            let other = try gateway.connect()
            for number in 0..<3 {
                let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
                try other.socket.send(opcode: number == 0 ? 1 : 0, piece, isFinal: false)
            }
            #expect(try other.socket.receiveClose().code == 1009)
        }
    }

    @Test func tooManyMessagesAreRefusedAndAtLastTheConnectionIsClosed() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.sessions.messagesPerSecond = 3 }
            let client = try gateway.connect()
            let pings = (0..<30).flatMap { number in
                TestWebSocket.encode(opcode: 1, Array(#"{"type":"ping","id":"\#(number)"}"#.utf8))
            }
            try client.socket.client.send(pings)
            // As many as a second's worth, or a few more where they came slowly; then refusals; then the end.
            var (answered, refused) = (0, 0)
            let end = try client.hearToTheEnd { message in
                switch message.type {
                case "pong": answered += 1
                default:
                    refused += 1
                    #expect(message.json["code"] == "rate.limited")
                    #expect(message.json["id"] == "\(answered + refused - 1)")
                    #expect((1...334).contains(message.json.int("retryAfterMs") ?? 0))
                }
            }
            #expect(end.code == 4104)
            #expect(answered >= 3)
            #expect(refused >= 3)
            // Who keeps to it is served.
            let other = try gateway.connect()
            try other.say(#"{"type":"ping"}"#)
            _ = try other.hear("pong")
        }
    }

    @Test func onlySoManyChannelsMayBeFollowed() async throws {
        try await GatewayStage.run { stage in
            let topics = stage.dojo.topics
            let gateway = try await stage.start { $0.sessions.subscriptions = 1 }
            let client = try gateway.connect()
            try client.say(
                #"{"type":"subscribe","id":"s","channels":["\#(topics.audit)","\#(topics.deadLetters)"]}"#)
            _ = try client.hear("subscribed")
            let refusal = try client.hear("error")
            #expect(refusal.json["code"] == "subscription.limit")
            #expect(refusal.json["id"] == "s")
            // The same one anew is no more than before; and after leaving it there is room for another.
            try client.subscribe(topics.audit)
            try client.say(#"{"type":"unsubscribe","channels":["\#(topics.audit)"]}"#)
            _ = try client.hear("unsubscribed")
            try client.subscribe(topics.deadLetters)
        }
    }

    @Test func whoDoesNotAnswerAPingIsDropped() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start {
                $0.sessions.pingInterval = .milliseconds(500)
                $0.sessions.pongDeadline = .seconds(3)
            }
            let silent = try gateway.connect()
            #expect(try silent.socket.receive().opcode == 9)
            #expect(throws: TestClientError.self) { try silent.socket.receive() }
            let alive = try gateway.connect()
            for _ in 0..<4 {
                let ping = try alive.socket.receive()
                #expect(ping.opcode == 9)
                try alive.socket.send(opcode: 10, ping.payload)
            }
        }
    }

    @Test func whoSaysNothingIsDroppedAfterTheHandshakesDeadline() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.sessions.handshakeDeadline = .seconds(1) }
            let silent = try TestClient(port: gateway.port, patience: TestGateway.patience)
            let slow = try TestClient(port: gateway.port, patience: TestGateway.patience)
            try slow.send(Array("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgr".utf8))
            for client in [silent, slow] { #expect(throws: TestClientError.self) { _ = try client.read(1) } }
        }
    }
}
