import EventLoop
import Glibc
import TestSupport
import Testing

@testable import WebServer

@Suite("Listening and closing")
struct ListenerTests {
    @Test func aPortInUseIsNoticed() async throws {
        try await TestServer.with { server in
            let error = #expect(throws: WebServerError.self) { try Listener(host: "127.0.0.1", port: server.port) }
            #expect(error?.code == .addressInUse(server.port))
            #expect(error?.message == "port \(server.port) is in use")
        }
    }

    @Test func aPortIsFreeAgainAfterwards() async throws {
        // An address of its own, where no other test takes the port meanwhile.
        let host = "127.0.0.77"
        let loop = try EventLoop(name: "web")
        let handler = TestHandler(request: { $0.respond(status: 200) }, upgrade: { _ in .accept }, opened: { _ in })
        let server = WebServer(loop: loop, handler: handler)
        let port = try await start(server, host)
        #expect(throws: WebServerError.self) { try Listener(host: host, port: port) }
        await server.close()
        loop.stop()
        #expect(try Listener(host: host, port: port).port == port)
    }

    private func start(_ server: WebServer, _ host: String) async throws -> UInt16 {
        let listener = try Listener(host: host, port: 0)
        try await server.start(on: listener)
        return listener.port
    }

    @Test func badAddressesAreErrors() {
        for host in ["192.0.2.1", "no.such.host.invalid", "1.2.3.4.5"] {
            let error = #expect(throws: WebServerError.self) { try Listener(host: host, port: 0) }
            #expect(error?.code == .badAddress, "\(host)")
        }
    }

    @Test func namesAndBothFamiliesWork() async throws {
        try await onOwnThread {
            for host in ["localhost", "*", "0.0.0.0"] {
                let loop = try EventLoop(name: "web")
                let listener = try Listener(host: host, port: 0)
                let handler = TestHandler(
                    request: { $0.respond(status: 200) }, upgrade: { _ in .accept }, opened: { _ in })
                let server = WebServer(loop: loop, handler: handler)
                try await server.start(on: listener)
                #expect(try TestClient(port: listener.port).request("GET", "/").status == 200)
                await server.close()
                loop.stop()
            }
        }
    }

    @Test func ipv6IsServedWhereTheMachineHasIt() async throws {
        try await onOwnThread {
            guard let listener = try? Listener(host: "[::1]", port: 0) else { return }
            let loop = try EventLoop(name: "web")
            let handler = TestHandler(
                request: { $0.respond(status: 200, body: Array($0.request.remoteAddress.utf8)) },
                upgrade: { _ in .accept }, opened: { _ in })
            let server = WebServer(loop: loop, handler: handler)
            try await server.start(on: listener)
            #expect(try TestClient(port: listener.port, ipv6: true).request("GET", "/").text == "::1")
            await server.close()
            loop.stop()
        }
    }

    @Test func severalServersShareAPort() async throws {
        try await onOwnThread {
            let listener = try Listener(host: "127.0.0.1", port: 0)
            let names = Record<String>()
            var shards: [(EventLoop, WebServer)] = []
            for name in ["a", "b", "c"] {
                let loop = try EventLoop(name: name)
                let handler = TestHandler(
                    request: {
                        names.add(name)
                        $0.respond(status: 200)
                    }, upgrade: { _ in .accept }, opened: { _ in })
                let server = WebServer(loop: loop, handler: handler)
                try await server.start(on: listener)
                shards.append((loop, server))
            }
            for _ in 0..<200 { #expect(try TestClient(port: listener.port).request("GET", "/").status == 200) }
            #expect(Set(names.all) == ["a", "b", "c"])
            for (loop, server) in shards {
                await server.close()
                loop.stop()
            }
        }
    }

    @Test func closingSaysGoodbyeAndLetsAnswersFinish() async throws {
        let closes = Record<String>()
        let pending = Record<HTTPExchange>()
        try await TestServer.with(
            request: pending.add,
            opened: { connection in connection.onClosed = { closes.add("\($0) \($1)") } }
        ) { server in
            let socket = try TestWebSocket(port: server.port)
            let idle = try TestClient(port: server.port)
            let client = try TestClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await eventually { pending.count == 1 }
            let closing = Task { await server.server.close() }
            let closingAgain = Task { await server.server.close() }
            #expect(try socket.receiveClose() == .init(opcode: 8, payload: [0x10, 0x68] + Array("going away".utf8)))
            try socket.send(opcode: 8, [0x10, 0x68])
            #expect(try idle.isEnded())
            server.loop.execute { for exchange in pending.all { RequestTests.echo(exchange) } }
            let response = try client.response()
            #expect(response.text == "/ ")
            #expect(response.headers["connection"] == "close")
            await closing.value
            await closingAgain.value
            #expect(closes.all == ["4200 going away"])
            #expect(throws: TestClientError.self) { try TestClient(port: server.port) }
        }
    }

    @Test func closingDoesNotWaitForEver() async throws {
        var configuration = WebServerConfiguration()
        configuration.closeDeadline = .milliseconds(200)
        let kept = Record<HTTPExchange>()
        let started = ContinuousClock.now
        try await TestServer.with(configuration, request: kept.add) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let socket = try TestWebSocket(port: server.port)
            await eventually { kept.count == 1 }
            await server.server.close()
            #expect(try client.isEnded())
            #expect(try socket.receiveClose().code == 4200)
            server.loop.execute { for exchange in kept.all { exchange.respond(status: 200) } }
        }
        #expect(ContinuousClock.now - started < .seconds(10))
    }
}
