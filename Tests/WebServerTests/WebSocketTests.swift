import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import WebServer

@Suite("WebSockets")
struct WebSocketTests {
    /// Sends everything back.
    @Sendable static func echo(_ connection: WebSocketConnection) {
        connection.onText = { [unowned connection] in
            _ = connection.write(text: String(decoding: $0, as: UTF8.self))
        }
        connection.onBinary = { [unowned connection] in
            let frame = FrameBuffer()
            frame.append($0)
            _ = connection.write(frame, binary: true)
        }
    }

    @Test func messagesOfAllSizesComeAndGo() async throws {
        try await TestServer.with(opened: Self.echo) { server in
            let socket = try TestWebSocket(port: server.port)
            #expect(socket.response.status == 101)
            #expect(socket.response.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            for size in [0, 1, 125, 126, 511, 512, 513, 4096, 16_384] {
                let text = String(repeating: "é", count: size / 2) + (size % 2 == 1 ? "x" : "")
                try socket.send(text)
                #expect(try socket.receive() == .init(opcode: 1, payload: Array(text.utf8)))
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
                try socket.send(opcode: 2, bytes)
                #expect(try socket.receive() == .init(opcode: 2, payload: bytes))
            }
        }
    }

    @Test func fragmentsBecomeOneMessageWithControlFramesBetweenThem() async throws {
        try await TestServer.with(opened: Self.echo) { server in
            let socket = try TestWebSocket(port: server.port)
            try socket.send(opcode: 1, Array("a\u{20AC}".utf8.dropLast()), isFinal: false)  // splits a character
            try socket.send(opcode: 9, Array("ping".utf8))
            try socket.send(opcode: 0, Array("\u{20AC}".utf8.suffix(1)), isFinal: false)
            try socket.send(opcode: 10, [])
            try socket.send(opcode: 0, Array("b".utf8))
            var frames = [try socket.receive(), try socket.receive()]
            frames.sort { $0.opcode < $1.opcode }
            #expect(
                frames == [
                    .init(opcode: 1, payload: Array("a€b".utf8)), .init(opcode: 10, payload: Array("ping".utf8)),
                ])
        }
    }

    @Test func messagesSentWithTheHandshakeAreNotLost() async throws {
        try await TestServer.with(opened: Self.echo) { server in
            let client = try TestClient(port: server.port)
            let head = TestWebSocket.handshake.map { "\($0): \($1)\r\n" }.joined()
            try client.send(
                Array("GET /ws HTTP/1.1\r\nHost: x\r\n\(head)\r\n".utf8)
                    + TestWebSocket.encode(opcode: 1, Array("early".utf8)))
            #expect(try client.response().status == 101)
            #expect(try client.read(7) == [0x81, 5] + Array("early".utf8))
        }
    }

    @Test func manyMessagesInOnePacketArriveInOrder() async throws {
        let texts = Record<String>()
        try await TestServer.with(opened: { $0.onText = { texts.add(String(decoding: $0, as: UTF8.self)) } }) {
            server in
            let socket = try TestWebSocket(port: server.port)
            try socket.client.send((0..<500).flatMap { TestWebSocket.encode(opcode: 1, Array("\($0)".utf8)) })
            await eventually { texts.count == 500 }
            #expect(texts.all == (0..<500).map(String.init))
        }
    }

    @Test func whatBreaksTheProtocolIsClosedWithTheRightCode() async throws {
        try await TestServer.with(opened: Self.echo) { server in
            let cases: [(UInt16, [UInt8])] = [
                (1007, TestWebSocket.encode(opcode: 1, [0xC3, 0x28])),
                (1007, TestWebSocket.encode(opcode: 1, [0xE2, 0x82])),
                (1007, TestWebSocket.encode(opcode: 1, [0xED, 0xA0, 0x80])),
                (1009, TestWebSocket.encode(opcode: 1, [UInt8](repeating: 97, count: 16_385))),
                (1009, TestWebSocket.encode(opcode: 2, [UInt8](repeating: 97, count: 100_000))),
                (1002, TestWebSocket.encode(opcode: 3, [])),
                (1002, TestWebSocket.encode(opcode: 11, [])),
                (1002, TestWebSocket.encode(opcode: 0, [97])),
                (1002, TestWebSocket.encode(opcode: 9, [], isFinal: false)),
                (1002, [0xC1, 0x80, 0, 0, 0, 0]),
                (1002, TestWebSocket.encode(opcode: 9, [UInt8](repeating: 0, count: 200))),
                (1002, [0x82, 0xFF] + [UInt8](repeating: 255, count: 12)),
                (1002, TestWebSocket.encode(opcode: 1, Array("bare".utf8), isMasked: false)),
                (1002, TestWebSocket.encode(opcode: 8, [0x03, 0xED])),
                (1002, TestWebSocket.encode(opcode: 8, [0x03])),
            ]
            for (code, bytes) in cases {
                let socket = try TestWebSocket(port: server.port)
                try socket.client.send(bytes)
                #expect(try socket.receiveClose().code == code, "\(bytes.prefix(8))")
                #expect(try socket.client.isEnded())
            }
            let ok = try TestWebSocket(port: server.port)
            try ok.send("still here")
            #expect(try ok.receive().text == "still here")
        }
    }

    @Test func noiseInPlaceOfFramesHurtsNobody() async throws {
        try await TestServer.with(opened: Self.echo) { server in
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<200 {
                let socket = try TestWebSocket(port: server.port)
                let size = Int.random(in: 1...3000, using: &generator)
                try? socket.client.send((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })
                socket.client.finishSending()
                _ = try socket.client.readToEnd()
            }
            await eventually { await server.connectionCount() == 0 }
            #expect(try TestWebSocket(port: server.port).response.status == 101)
        }
    }

    @Test func subprotocolsAreAgreedUpon() async throws {
        var configuration = WebServerConfiguration()
        configuration.subprotocols = ["dojo.v1", "dojo.v2"]
        let agreed = Record<String>()
        try await TestServer.with(configuration, opened: { agreed.add($0.subprotocol ?? "none") }) { server in
            for (asked, answer) in [("dojo.v1", "dojo.v1"), ("other, dojo.v2,dojo.v1", "dojo.v2"), (nil, nil)] {
                let socket = try TestWebSocket(port: server.port, subprotocol: asked)
                #expect(socket.response.status == 101)
                #expect(socket.response.headers["sec-websocket-protocol"] == answer)
            }
            await eventually { agreed.all == ["dojo.v1", "dojo.v2", "none"] }
            #expect(try TestWebSocket(port: server.port, subprotocol: "other").response.status == 400)
            #expect(try TestWebSocket(port: server.port, subprotocol: "http").response.status == 400)
        }
    }

    @Test func handshakesAreRefusedWithAReason() async throws {
        try await TestServer.with(upgrade: { request in
            switch request.path {
            case "/ws": request.headers["origin"] == "https://evil" ? .refuse(status: 403, "Not from there.") : .accept
            default: .refuse(status: 404, "No WebSocket here.")
            }
        }) { server in
            let refused = try TestWebSocket(port: server.port, path: "/elsewhere")
            #expect(refused.response.status == 404)
            #expect(refused.response.text.contains("No WebSocket here."))
            #expect(try refused.client.isEnded())
            #expect(try TestWebSocket(port: server.port, headers: [("Origin", "https://evil")]).response.status == 403)

            func status(_ change: (inout [(String, String)]) -> Void, method: String = "GET") throws -> Int {
                var fields = TestWebSocket.handshake
                change(&fields)
                return try TestClient(port: server.port).request(method, "/ws", headers: fields).status
            }
            #expect(try status { $0[1].1 = "keep-alive" } == 400)
            #expect(try status { $0[1].1 = "keep-alive, Upgrade" } == 101)
            #expect(try status { $0[1].1 = String(repeating: "a,", count: 100) + "Upgrade" } == 101)
            #expect(try status { $0[2].1 = "8" } == 426)
            #expect(try status { $0[3].1 = "short" } == 400)
            #expect(try status { $0.remove(at: 3) } == 400)
            #expect(try status({ _ in }, method: "DELETE") == 400)
        }
    }

    @Test func closeHandshakesCarryCodeAndReasonBothWays() async throws {
        let closes = Record<String>()
        try await TestServer.with(opened: { connection in
            connection.onClosed = { closes.add("\($0) \($1)") }
            connection.onText = { [unowned connection] text in
                connection.close(code: 4101, reason: String(decoding: text, as: UTF8.self))
                #expect(connection.write(text: "too late") == .failed)
            }
        }) { server in
            let byServer = try TestWebSocket(port: server.port)
            try byServer.send("token expired")
            let frame = try byServer.receiveClose()
            #expect((frame.code, frame.reason) == (4101, "token expired"))
            try byServer.send(opcode: 8, frame.payload)
            #expect(try byServer.client.isEnded())
            await eventually { closes.all == ["4101 token expired"] }

            let byClient = try TestWebSocket(port: server.port)
            try byClient.send(opcode: 8, [0x0F, 0xA0] + Array("done".utf8))
            #expect(try byClient.receiveClose().code == 4000)
            #expect(try byClient.client.isEnded())
            let silent = try TestWebSocket(port: server.port)
            try silent.send(opcode: 8, [])
            #expect(try silent.receiveClose().code == 1005)
            await eventually { closes.all.dropFirst() == ["4000 done", "1005 "] }

            try TestWebSocket(port: server.port).client.reset()
            try TestWebSocket(port: server.port).client.close()
            await eventually { closes.all.dropFirst(3) == ["1006 ", "1006 "] }

            let long = try TestWebSocket(port: server.port)
            try long.send(String(repeating: "€", count: 100))
            #expect(try long.receiveClose().reason == String(repeating: "€", count: 41))
        }
    }

    /// Sends frames until the socket chokes, and goes on when it takes more.
    private final class Pump: @unchecked Sendable {
        // Why @unchecked: touched on the loop; the counter is atomic.
        let chokes = Atomic<Int>(0)
        private let frame = FrameBuffer()
        private var sent = 0
        private let limit: Int
        init(limit: Int) { self.limit = limit }
        func run(_ connection: WebSocketConnection) {
            while sent < limit {
                frame.removeAll()
                frame.append(number: sent)
                frame.append(String(repeating: ".", count: 4000))
                switch connection.write(frame) {
                case .sent: sent += 1
                case .choked:
                    sent += 1
                    chokes.add(1, ordering: .relaxed)
                    return
                case .failed: return
                }
            }
        }
    }

    @Test func aSlowClientChokesAndThenGetsEverythingInOrder() async throws {
        let pump = Pump(limit: 2000)
        try await TestServer.with(opened: { connection in
            connection.onWritable = { [unowned connection] in pump.run(connection) }
            pump.run(connection)
        }) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            await eventually { pump.chokes.load(ordering: .relaxed) > 0 }
            for i in 0..<2000 { #expect(try socket.receive().text.hasPrefix("\(i).")) }
        }
    }

    @Test func aChokedClientIsStillToldWhyItIsClosed() async throws {
        let pump = Pump(limit: .max)
        try await TestServer.with(opened: { connection in
            connection.onText = { [unowned connection] _ in
                pump.run(connection)
                connection.close(code: 4102, reason: "too slow")
            }
        }) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            try socket.send("go")
            await eventually { pump.chokes.load(ordering: .relaxed) > 0 }
            let frame = try socket.receiveClose()
            #expect((frame.code, frame.reason) == (4102, "too slow"))
        }
    }

    @Test func writableIsCalledWhenAskedFor() async throws {
        let calls = Record<Int>()
        try await TestServer.with(opened: { connection in
            connection.onWritable = { calls.add(1) }
            connection.requestWritable()
        }) { server in
            let socket = try TestWebSocket(port: server.port)
            await eventually { calls.count == 1 }
            socket.client.close()
        }
    }

    @Test func whoDoesNotAnswerAPingIsDropped() async throws {
        var configuration = WebServerConfiguration()
        configuration.pingInterval = .milliseconds(200)
        configuration.pongDeadline = .milliseconds(1500)
        let closes = Record<String>()
        try await TestServer.with(
            configuration,
            opened: { connection in
                connection.onClosed = { closes.add("\($0) \($1)") }
            }
        ) { server in
            let dead = try TestWebSocket(port: server.port)
            let alive = try TestWebSocket(port: server.port)
            for _ in 0..<2 {
                let ping = try alive.receive()
                #expect(ping.opcode == 9)
                try alive.send(opcode: 10, ping.payload)
            }
            #expect(try dead.receive().opcode == 9)
            #expect(try dead.client.isEnded())
            #expect(closes.all == ["1006 no pong"])
            try alive.send(opcode: 8, [])
            #expect(try alive.receiveClose().code == 1005)
        }
    }

    @Test func theRequestIsThereWhenItOpens() async throws {
        let seen = Record<String>()
        try await TestServer.with(opened: { connection in
            seen.add("\(connection.request?.query["token"] ?? "-") \(connection.remoteAddress)")
        }) { server in
            _ = try TestWebSocket(port: server.port, path: "/ws?token=abc")
            await eventually { seen.all == ["abc 127.0.0.1"] }
        }
    }

    @Test func closingFromWithinAnothersCallbackIsSafe() async throws {
        let open = Mutex<[WebSocketConnection]>([])
        let closes = Record<UInt16>()
        try await TestServer.with(opened: { connection in
            open.withLock { $0.append(connection) }
            connection.onClosed = { code, _ in closes.add(code) }
            connection.onText = { _ in
                for other in open.withLock({ $0 }) { other.close(code: 4003, reason: "all of you") }
            }
        }) { server in
            let sockets = try (0..<20).map { _ in try TestWebSocket(port: server.port) }
            await eventually { open.withLock { $0.count } == 20 }
            try sockets[7].send("go")
            for socket in sockets {
                let frame = try socket.receiveClose()
                #expect(frame.code == 4003)
                try socket.send(opcode: 8, frame.payload)
            }
            await eventually { closes.count == 20 }
            open.withLock { $0 = [] }
        }
    }
}
