import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import WebServer

@Suite("Answers")
struct AnswerTests {
    /// Keeps exchanges unanswered.
    private final class Shelf: @unchecked Sendable {
        // Why @unchecked: the array stands behind the mutex; exchanges are touched on their loop.
        private let exchanges = Mutex<[HTTPExchange]>([])
        func put(_ exchange: HTTPExchange) { exchanges.withLock { $0.append(exchange) } }
        var count: Int { exchanges.withLock { $0.count } }
        func take() -> [HTTPExchange] {
            exchanges.withLock { exchanges in
                defer { exchanges = [] }
                return exchanges
            }
        }
    }

    private static func onLoop(_ server: TestServer, _ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            server.loop.execute {
                body()
                done.resume()
            }
        }
    }

    @Test func anAnswerMayComeLater() async throws {
        let shelf = Shelf()
        try await TestServer.with(request: shelf.put) { server in
            let client = try TestClient(port: server.port)
            for method in ["GET", "POST", "GET"] {
                try client.send("\(method) / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
                await eventually { shelf.count == 1 }
                await Self.onLoop(server) { for exchange in shelf.take() { RequestTests.echo(exchange) } }
                #expect(try client.response().text == "/ ab")
            }
        }
    }

    @Test func onlyTheFirstAnswerCounts() async throws {
        try await TestServer.with(request: { exchange in
            exchange.respond(status: 200, body: Array("first".utf8))
            exchange.respond(status: 500, body: Array("second".utf8))
            #expect(exchange.startStream().isClosed)
        }) { server in
            let client = try TestClient(port: server.port)
            #expect(try client.request("GET", "/").text == "first")
            #expect(try client.request("GET", "/").text == "first")
        }
    }

    @Test func answeringAVanishedClientDoesNothing() async throws {
        let shelf = Shelf()
        try await TestServer.with(request: shelf.put) { server in
            for i in 0..<40 {
                let client = try TestClient(port: server.port)
                try client.send("\(i % 2 == 0 ? "GET" : "POST") / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")
                await eventually { shelf.count == i + 1 }
                i % 4 < 2 ? client.reset() : client.close()
            }
            await Self.onLoop(server) { for exchange in shelf.take() { exchange.respond(status: 200) } }
            await eventually { await server.connectionCount() == 0 }
            // Again, when the connections are known to be gone.
            for i in 0..<10 {
                let client = try TestClient(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                await eventually { shelf.count == i + 1 }
                client.reset()
            }
            await eventually("a reset is noticed while nothing is read") { await server.connectionCount() == 0 }
            await Self.onLoop(server) {
                for exchange in shelf.take() {
                    #expect(!exchange.isOpen)
                    exchange.respond(status: 200, body: [1])
                }
            }
        }
    }

    @Test func aClientThatIsDoneSendingStillGetsItsAnswer() async throws {
        let shelf = Shelf()
        try await TestServer.with(request: shelf.put) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n")
            client.finishSending()
            await eventually { shelf.count == 1 }
            await Self.onLoop(server) { for exchange in shelf.take() { RequestTests.echo(exchange) } }
            #expect(try client.response().text == "/half ")
        }
    }

    @Test func anExchangeThatIsDroppedIsAnsweredWith500() async throws {
        try await TestServer.with(request: { _ in }) { server in
            let client = try TestClient(port: server.port)
            let response = try client.request("GET", "/")
            #expect(response.status == 500)
            #expect(response.text.contains("http.unanswered"))
        }
    }

    @Test func largeAnswersArriveWhole() async throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try await TestServer.with(request: { $0.respond(status: 200, body: body) }) { server in
            let client = try TestClient(port: server.port, patience: 30)
            for _ in 0..<3 { #expect(try client.request("GET", "/").body == body) }
            let last = try client.request("GET", "/", headers: [("Connection", "close")])
            #expect(last.body == body)
            #expect(try client.isEnded())
        }
    }

    @Test func headersCannotBeSmuggledIntoAnAnswer() async throws {
        try await TestServer.with(request: { exchange in
            exchange.respond(status: 200, headers: [("X-Name", "a\r\nSet-Cookie: evil=1\r\n\r\nbody")])
        }) { server in
            let response = try TestClient(port: server.port).request("GET", "/")
            #expect(response.headers["set-cookie"] == nil)
            #expect(response.headers["date"]?.hasSuffix(" GMT") == true)
        }
    }

    @Test func thousandsOfQuickConnectionsLeaveNothingBehind() async throws {
        try await TestServer.with { server in
            for i in 0..<3000 {
                let client = try TestClient(port: server.port)
                switch i % 5 {
                case 0: break
                case 1: try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                case 2: #expect(try client.request("GET", "/").status == 200)
                case 3: client.reset()
                default: try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
                }
            }
            await eventually { await server.connectionCount() == 0 }
            #expect(try TestClient(port: server.port).request("GET", "/").status == 200)
        }
    }
}
