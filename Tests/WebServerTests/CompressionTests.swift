import Deflate
import TestSupport
import Testing
import WebSocketFrames

@testable import WebServer

@Suite("Compressed frames")
struct CompressionTests {
    private func buffer(_ text: String) -> FrameBuffer {
        let buffer = FrameBuffer()
        buffer.append(text)
        return buffer
    }

    private func bytes(_ buffer: FrameBuffer) -> [UInt8] {
        buffer.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    private func read(_ buffer: FrameBuffer?) -> String? {
        guard let buffer, case .bytes(let bytes) = Inflater().inflate(bytes(buffer), limit: 1 << 20) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func aFrameIsCompressedForWhatItHoldsNow() {
        let compressor = FrameCompressor(windowBits: 15)
        let (first, second) = (String(repeating: "one,", count: 200), String(repeating: "two,", count: 200))
        let (a, b) = (buffer(first), buffer(second))
        for _ in 0..<3 {
            #expect(read(compressor.compressed(a)) == first)
            #expect(read(compressor.compressed(a)) == first)
            #expect(read(compressor.compressed(b)) == second)
        }
        // The same buffer, and as many bytes, but others.
        b.removeAll()
        b.append(first)
        #expect(read(compressor.compressed(b)) == first)
        b.append("more")
        #expect(read(compressor.compressed(b)) == first + "more")
        b.truncate(to: 400)
        b.append(second.prefix(404).description)
        #expect(read(compressor.compressed(b)) == String(first.prefix(400)) + String(second.prefix(404)))
    }

    @Test func whatGainsNothingGoesAsItIs() {
        let compressor = FrameCompressor(windowBits: 15)
        #expect(compressor.compressed(buffer(String(repeating: "a", count: FrameCompressor.least - 1))) == nil)
        #expect(compressor.compressed(buffer(String(repeating: "a", count: FrameCompressor.least))) != nil)
        var random = SystemRandomNumberGenerator()
        let noise = FrameBuffer()
        noise.append((0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) })
        for _ in 0..<2 { #expect(compressor.compressed(noise) == nil) }
    }

    /// What the server keeps is of its own, and not of its connections: a compressor a window, one reader for all.
    @Test func allConnectionsShareWhatCompressesAndReads() async throws {
        var configuration = WebServerConfiguration()
        configuration.compresses = true
        let text = String(repeating: "shared ", count: 500)
        let sent = Record<Int>()
        let echo: @Sendable (WebSocketConnection) -> Void = { connection in
            connection.onText = { [unowned connection] in
                if case .sent(let bytes) = connection.write(text: String(decoding: $0, as: UTF8.self)) {
                    sent.add(bytes)
                }
            }
        }
        try await TestServer.with(configuration, opened: echo) { server in
            let message = try #require(deflated(Array(text.utf8)), "as a client would compress it")
            var frame = TestWebSocket.encode(opcode: 1, message)
            frame[0] |= 0x40
            for window in ["", "; server_max_window_bits=9", "", "; server_max_window_bits=9"] {
                let client = try TestClient(port: server.port)
                let head = TestWebSocket.handshake.map { "\($0): \($1)\r\n" }.joined()
                try client.send(
                    Array(
                        "GET /ws HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Extensions: permessage-deflate\(window)\r\n\(head)\r\n"
                            .utf8))
                let response = try client.response()
                #expect(
                    response.headers["sec-websocket-extensions"]
                        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover\(window)")
                try client.send(frame)
                let start = try client.read(4)
                #expect(start[0] == 0xC1 && start[1] < 126, "a compressed text")
                let rest = try client.read(2 + Int(start[1]) - 4)
                #expect(
                    Inflater().inflate(Array(start[2...]) + rest, limit: 10_000) == .bytes(Array(text.utf8)))
            }
            await eventually { sent.count == 4 }
            #expect(sent.all.allSatisfy { $0 < 126 })
            let kept = await withCheckedContinuation { done in
                server.loop.execute { done.resume(returning: Set(server.server.compressors.keys)) }
            }
            #expect(kept == [9, 15])
        }
    }

    private func deflated(_ message: [UInt8]) -> [UInt8]? {
        FrameCompressor(windowBits: 15).compressed(buffer(String(decoding: message, as: UTF8.self))).map(bytes)
    }
}
