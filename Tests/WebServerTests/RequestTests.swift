import EventLoop
import TestSupport
import Testing

@testable import WebServer

@Suite("Requests")
struct RequestTests {
    /// Answers with what arrived.
    @Sendable static func echo(_ exchange: HTTPExchange) {
        let request = exchange.request
        exchange.respond(
            status: 200, headers: [("Content-Type", "text/plain"), ("X-Method", request.method)],
            body: Array("\(request.path) ".utf8) + request.body)
    }

    @Test func everyMethodArrivesWithItsBody() async throws {
        try await TestServer.with(request: Self.echo) { server in
            let client = try TestClient(port: server.port)
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let response = try client.request(method, "/orders/1", body: "{\"a\":1}")
                #expect(response.status == 200)
                #expect(response.headers["x-method"] == method)
                #expect(response.text == "/orders/1 {\"a\":1}")
            }
            for method in ["GET", "DELETE", "OPTIONS"] {
                let response = try client.request(method, "/x")
                #expect(response.headers["x-method"] == method)
                #expect(response.text == "/x ")
            }
            #expect(try client.request("POST", "/empty", body: "").text == "/empty ")
            #expect(try client.request("PUT", "/empty", body: "").text == "/empty ")
            #expect(try client.request("GET", "/with-body", body: "b").text == "/with-body b")
        }
    }

    @Test func headAndBodilessAnswersKeepTheConnectionInStep() async throws {
        try await TestServer.with(request: { exchange in
            let status = Int(exchange.request.path.dropFirst()) ?? 200
            exchange.respond(status: status, body: Array("body".utf8))
        }) { server in
            let client = try TestClient(port: server.port)
            let head = try client.request("HEAD", "/200")
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "4")
            let empty = try client.request("DELETE", "/204")
            #expect(empty.status == 204)
            #expect(empty.headers["content-length"] == nil)
            #expect(try client.request("GET", "/304").headers["content-length"] == nil)
            #expect(try client.request("GET", "/200").text == "body")
        }
    }

    @Test func headersArriveWhateverTheirCase() async throws {
        let names = [
            "Idempotency-Key", "X-Correlation-Id", "If-Match", "If-None-Match", "Last-Event-ID", "Authorization",
            "Origin", "Content-Type", "Accept", "traceparent", "Cookie", "X-Forwarded-For", "X-Own", "User-Agent",
        ]
        var configuration = WebServerConfiguration()
        configuration.customHeaders = ["x-own"]
        try await TestServer.with(
            configuration,
            request: { exchange in
                let lines = names.map { "\($0)=\(exchange.request.headers[$0.uppercased()] ?? "-")" }
                exchange.respond(status: 200, body: Array(lines.joined(separator: "\n").utf8))
            }
        ) { server in
            let client = try TestClient(port: server.port)
            for change in [{ $0 }, { $0.lowercased() }, { $0.uppercased() }] as [(String) -> String] {
                let response = try client.request(
                    "GET", "/", headers: names.enumerated().map { (change($1), "value \($0)  \t") })
                #expect(response.text == names.enumerated().map { "\($1)=value \($0)" }.joined(separator: "\n"))
            }
            #expect(try client.request("GET", "/").text.hasPrefix("Idempotency-Key=-\n"))
        }
    }

    @Test func pathsAndQueriesAreDecoded() async throws {
        try await TestServer.with(request: { exchange in
            let query = exchange.request.query.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
            exchange.respond(
                status: 200, body: Array("\(exchange.request.path)|\(query.joined(separator: "|"))".utf8))
        }) { server in
            let client = try TestClient(port: server.port)
            #expect(try client.request("GET", "/caf%C3%A9/x%20y").text == "/café/x y|")
            #expect(try client.request("GET", "/a?limit=5&q=a%26b+c&flag").text == "/a|flag=|limit=5|q=a&b c")
            #expect(try client.request("GET", "/a?next=%3D%3d&x=1=2").text == "/a|next===|x=1=2")
            #expect(try client.request("GET", "/a?").text == "/a|")
            #expect(try client.request("GET", "/a/../b/./c").text == "/b/c|")
            #expect(try client.request("GET", "/%2e%2e/%2e%2e/etc/passwd").text == "/etc/passwd|")
        }
    }

    @Test func badPathsAreRefused() async throws {
        try await TestServer.with { server in
            // libwebsockets' own refusal, for what is no encoding at all.
            #expect(try TestClient(port: server.port).request("GET", "/%zz").status == 403)
            #expect(try TestClient(port: server.port).request("GET", "/%ff").status == 400)
            let client = try TestClient(port: server.port)
            try client.send("GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.isEnded())
        }
    }

    @Test func requestsThatMakeNoSenseEndTheConnection() async throws {
        try await TestServer.with { server in
            let bad = [
                "\r\n\r\n", "GARBAGE\r\n\r\n", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "GET\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", String(repeating: "\u{0}", count: 1000),
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\n12345",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: nonsense\r\nConnection: Upgrade\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            ]
            for text in bad {
                let client = try TestClient(port: server.port)
                try client.send(text)
                client.finishSending()
                let answer = String(decoding: try client.readToEnd(), as: UTF8.self)
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.0 4"), "\(text)")
            }
            #expect(try TestClient(port: server.port).request("GET", "/").status == 200)
        }
    }

    @Test func headersBeyondTheRoomForThemEndTheConnection() async throws {
        try await TestServer.with { server in
            let long = String(repeating: "a", count: 20_000)
            let client = try TestClient(port: server.port)
            #expect(try client.request("GET", "/", headers: [("Authorization", "Bearer \(long)")]).status == 200)
            #expect(try client.request("GET", "/?q=\(long)").status == 200)
            for headers in [[("Cookie", long + long)], (0..<5000).map { ("X-\($0)", "0123456789") }] {
                let client = try TestClient(port: server.port)
                try? client.send(
                    "GET / HTTP/1.1\r\nHost: x\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + "\r\n")
                #expect(try client.isEnded())
            }
            #expect(try TestClient(port: server.port).request("GET", "/").status == 200)
        }
    }

    @Test func connectionsAreKeptOrClosedAsTheClientAsks() async throws {
        try await TestServer.with { server in
            let client = try TestClient(port: server.port)
            for _ in 0..<100 { #expect(try client.request("GET", "/").headers["connection"] == nil) }
            let last = try client.request("GET", "/", headers: [("Connection", "TE, Close")])
            #expect(last.headers["connection"] == "close")
            #expect(try client.isEnded())

            let old = try TestClient(port: server.port)
            try old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try old.response().headers["connection"] == "keep-alive")
            try old.send("GET / HTTP/1.0\r\n\r\n")
            #expect(try old.response().headers["connection"] == "close")
            #expect(try old.isEnded())
        }
    }

    @Test func requestsMayComeInPieces() async throws {
        try await TestServer.with(request: Self.echo) { server in
            let client = try TestClient(port: server.port)
            for byte in "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc".utf8 {
                try client.send([byte])
                try await Task.sleep(for: .microseconds(200))
            }
            #expect(try client.response().text == "/slow abc")
        }
    }

    @Test func requestsMayBePipelined() async throws {
        try await TestServer.with(request: Self.echo) { server in
            let client = try TestClient(port: server.port)
            try client.send((0..<100).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for i in 0..<100 { #expect(try client.response().text == "/\(i) ") }
            #expect(try client.request("POST", "/then", body: "b").text == "/then b")
        }
    }

    @Test func pipelinedRequestsWaitForLateAnswers() async throws {
        try await TestServer.with(request: { exchange in
            let timer = Timer()
            timer.timer = exchange.loop.schedule(after: .milliseconds(2)) {
                Self.echo(exchange)
                timer.timer = nil
            }
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send((0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for i in 0..<20 { #expect(try client.response().text == "/\(i) ") }
            for i in 0..<20 { #expect(try client.request("POST", "/\(i)", body: "b").text == "/\(i) b") }
        }
    }

    /// Keeps a loop's timer until it has fired.
    private final class Timer { var timer: LoopTimer? }

    /// Answered, it would have libwebsockets go round in a circle, and nobody else would be served.
    @Test(arguments: 1...6) func aShortPipelinedBodyStopsNobody(_ count: Int) async throws {
        try await TestServer.with(request: Self.echo) { server in
            let client = try TestClient(port: server.port)
            let body = String(repeating: "x", count: count)
            let post = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: \(count)\r\n\r\n\(body)"
            try client.send(post + post + post)
            #expect(try client.response().text == "/p \(body)")
            #expect(try client.response().status == 400)
            #expect(try TestClient(port: server.port).request("POST", "/q", body: body).text == "/q \(body)")
        }
    }

    @Test func aPipelinedBodyIsNeverMistaken() async throws {
        let bodies = Record<String>()
        try await TestServer.with(request: { exchange in
            bodies.add(String(decoding: exchange.request.body, as: UTF8.self))
            Self.echo(exchange)
        }) { server in
            let client = try TestClient(port: server.port)
            let post = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
            try client.send(post + post + post)
            #expect(try client.response().text == "/p hello")
            let second = try client.response()
            #expect(second.status == 400 || second.text == "/p hello")
            #expect(bodies.all.allSatisfy { $0 == "hello" })
        }
    }
}
