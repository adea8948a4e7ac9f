import TestSupport
import Testing

@testable import WebServer

@Suite("Bodies and deadlines")
struct BodyTests {
    private static func small() -> WebServerConfiguration {
        var configuration = WebServerConfiguration()
        configuration.bodyLimit = 1000
        return configuration
    }

    private static func hurried() -> WebServerConfiguration {
        var configuration = small()
        configuration.headerDeadline = .milliseconds(300)
        configuration.bodyDeadline = .milliseconds(300)
        configuration.idleDeadline = .milliseconds(300)
        return configuration
    }

    @Test func aBodyAtTheLimitIsTakenAndOneBeyondIsAnsweredWith413() async throws {
        try await TestServer.with(Self.small()) { server in
            let fits = try TestClient(port: server.port)
            #expect(try fits.request("POST", "/", body: String(repeating: "a", count: 1000)).status == 200)
            for size in [1001, 1_000_000] {
                let client = try TestClient(port: server.port)
                let response = try client.request("POST", "/", body: String(repeating: "a", count: size))
                #expect(response.status == 413)
                #expect(response.headers["content-type"] == "application/problem+json")
                #expect(response.headers["connection"] == "close")
                #expect(response.text.contains("\"code\":\"http.body-too-large\""))
                #expect(try client.isEnded())
            }
        }
    }

    @Test func refusalsCanBeWordedByTheirOwner() async throws {
        var configuration = Self.small()
        configuration.problemResponse = { problem in
            HTTPResponse(
                status: problem.status, headers: [("X-Correlation-Id", problem.headers["x-correlation-id"] ?? "-")],
                body: Array(problem.code.utf8))
        }
        try await TestServer.with(configuration) { server in
            let response = try TestClient(port: server.port).request(
                "PUT", "/", headers: [("X-Correlation-Id", "c1")], body: String(repeating: "a", count: 1001))
            #expect(response.text == "http.body-too-large")
            #expect(response.headers["x-correlation-id"] == "c1")
        }
    }

    @Test func aBodyInPiecesIsAnsweredWith411() async throws {
        try await TestServer.with { server in
            for method in ["POST", "PUT", "PATCH", "GET"] {
                for encoding in ["chunked", ""] {
                    let client = try TestClient(port: server.port)
                    let head = "\(method) / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(encoding)\r\n\r\n"
                    try client.send(head + "3\r\nabc\r\n0\r\n\r\n")
                    #expect(try client.response().status == 411)
                    #expect(try client.isEnded())
                }
            }
        }
    }

    /// RFC 9112 §6.3: neither `Content-Length` nor `Transfer-Encoding` means an empty body, as `curl -X POST` sends it.
    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"]) func noLengthIsAnEmptyBody(_ method: String) async throws {
        try await TestServer.with(request: RequestTests.echo) { server in
            let client = try TestClient(port: server.port)
            for path in ["/a", "/b"] {  // the second shows that nothing of the connection was taken for a body
                try client.send("\(method) \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.response().text == "\(path) ")
            }
            try client.send("POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try client.response().text == "/c abc")
            // In one piece with the next requests.
            let bare = "\(method) /d HTTP/1.1\r\nHost: x\r\n\r\n"
            try client.send(bare + bare + "GET /e HTTP/1.1\r\nHost: x\r\n\r\n")
            for path in ["/d", "/d", "/e"] { #expect(try client.response().text == "\(path) ") }
        }
    }

    @Test func anEmptyLengthIsNone() async throws {
        try await TestServer.with { server in
            for method in ["POST", "GET"] {
                let client = try TestClient(port: server.port)
                try client.send("\(method) / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\n")
                #expect(try client.response().status == 400)
                #expect(try client.isEnded())
            }
        }
    }

    @Test func whoAsksIsToldToGoOn() async throws {
        try await TestServer.with(Self.small(), request: RequestTests.echo) { server in
            let client = try TestClient(port: server.port)
            try client.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.response().status == 100)
            try client.send("abc")
            #expect(try client.response().text == "/e abc")

            let large = try TestClient(port: server.port)
            try large.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 3000\r\nExpect: 100-continue\r\n\r\n")
            #expect(try large.response().status == 413)
        }
    }

    @Test func whoIsTooSlowIsDropped() async throws {
        try await TestServer.with(Self.hurried()) { server in
            let silent = try TestClient(port: server.port)
            let headers = try TestClient(port: server.port)
            try headers.send("GET / HTTP/1.1\r\nHo")
            let body = try TestClient(port: server.port)
            try body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            let idle = try TestClient(port: server.port)
            #expect(try idle.request("GET", "/").status == 200)
            #expect(try silent.isEnded())
            #expect(try headers.isEnded())
            #expect(try body.response().status == 408)
            #expect(try body.isEnded())
            #expect(try idle.isEnded())
            body.close()
            await eventually { await server.connectionCount() == 0 }
        }
    }

    @Test func aBodyThatEndsEarlyReachesNobody() async throws {
        let requests = Record<String>()
        try await TestServer.with(request: { exchange in
            requests.add(exchange.request.path)
            exchange.respond(status: 200)
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send("POST /lie HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            client.finishSending()
            #expect(try client.isEnded())
            #expect(requests.all.isEmpty)
        }
    }

    @Test func manyBodiesAreKeptApart() async throws {
        try await TestServer.with(request: RequestTests.echo) { server in
            let client = try TestClient(port: server.port)
            for size in [1, 100, 4096, 16_000, 20_000, 65_536] {
                let body = String(repeating: "x", count: size)
                #expect(try client.request("POST", "/b", body: body).text == "/b " + body)
            }
        }
    }
}
