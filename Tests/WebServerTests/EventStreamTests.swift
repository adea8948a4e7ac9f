import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import WebServer

@Suite("Event streams")
struct EventStreamTests {
    @Test func eventsArriveAsTheyAreWritten() async throws {
        let events = Record<String>()
        try await TestServer.with(request: { exchange in
            let stream = exchange.startStream(headers: [("cache-control", "no-cache")])
            stream.onClosed = { events.add("closed") }
            #expect(stream.write(Array("data: 1\n\n".utf8)) == .sent(bytes: 9))
            exchange.loop.execute { _ = stream.write(Array("data: 2\n\n".utf8)) }
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try client.response()
            #expect(head.status == 200)
            #expect(head.headers["content-type"] == "text/event-stream")
            #expect(head.headers["cache-control"] == "no-cache")
            #expect(head.headers["x-accel-buffering"] == "no")
            #expect(head.headers["content-length"] == nil)
            #expect(try client.read(through: "\n\n") == "data: 1\n\n")
            #expect(try client.read(through: "\n\n") == "data: 2\n\n")
            client.close()
            await eventually("the client's end is noticed") { events.count == 1 }
        }
    }

    @Test func eitherSideMayEndIt() async throws {
        let events = Record<String>()
        try await TestServer.with(request: { exchange in
            let stream = exchange.startStream()
            stream.onClosed = { events.add("closed") }
            _ = stream.write(Array("bye".utf8))
            stream.close()
            #expect(stream.write([1]) == .failed)
        }) { server in
            let client = try TestClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.response().status == 200)
            #expect(String(decoding: try client.readToEnd(), as: UTF8.self) == "bye")
            await eventually { events.count == 1 }
            #expect(try TestClient(port: server.port).request("HEAD", "/").status == 200)
        }
    }

    /// Writes as long as the socket takes it, counts, and goes on when it takes more.
    private final class Pump: @unchecked Sendable {
        // Why @unchecked: touched on the loop; the counters are atomic.
        let written = Atomic<Int>(0)
        let chokes = Atomic<Int>(0)
        private let line = Array(String(repeating: "x", count: 1023).utf8) + [10]
        func run(_ stream: EventStream, upTo limit: Int) {
            while !stream.isChoked, written.load(ordering: .relaxed) < limit {
                guard stream.write(line) != .failed else { return }
                written.add(1024, ordering: .relaxed)
            }
            if stream.isChoked { chokes.add(1, ordering: .relaxed) }
            if written.load(ordering: .relaxed) >= limit, !stream.isChoked { stream.close() }
        }
    }

    @Test func aSlowReaderChokesItAndGetsEverything() async throws {
        let pump = Pump()
        let size = 8 << 20
        try await TestServer.with(request: { exchange in
            let stream = exchange.startStream()
            stream.onWritable = { [unowned stream] in pump.run(stream, upTo: size) }
            pump.run(stream, upTo: size)
        }) { server in
            let client = try TestClient(port: server.port, receiveBuffer: 16 * 1024)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await eventually { pump.chokes.load(ordering: .relaxed) > 0 }
            #expect(pump.written.load(ordering: .relaxed) < size)
            #expect(try client.response().status == 200)
            #expect(try client.readToEnd().count == size)
        }
    }
}
