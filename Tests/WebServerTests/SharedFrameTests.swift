import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import WebServer

@Suite("Shared frames")
struct SharedFrameTests {
    /// Numbered frames, of which each connection is written those that it has not had, some at a time.
    private final class Feed: @unchecked Sendable {
        // Why @unchecked: touched on the loop; the counter is atomic.
        let chokes = Atomic<Int>(0)
        private let frames: [SharedFrame]
        private let atOnce: Int
        private var next = 0

        init(_ count: Int, length: Int, atOnce: Int) {
            self.atOnce = atOnce
            frames = (0..<count).map { number in
                let buffer = FrameBuffer()
                buffer.append("\(number).")
                buffer.append(String(repeating: "x", count: length))
                return SharedFrame(text: buffer)
            }
        }

        func run(_ connection: WebSocketConnection) {
            while next < frames.count {
                let (done, result) = connection.write(frames[next..<min(next + atOnce, frames.count)])
                next += done
                switch result {
                case .sent: break
                case .choked:
                    chokes.add(1, ordering: .relaxed)
                    return
                case .failed: return
                }
            }
        }
    }

    @Test(arguments: [(10, 1), (200, 7), (70_000, 1), (4000, 100)])
    func aSlowClientGetsThemAllInOrder(_ length: Int, _ atOnce: Int) async throws {
        let count = 20_000_000 / (length + 10_000)
        let feed = Feed(count, length: length, atOnce: atOnce)
        try await TestServer.with(
            opened: { connection in
                #expect(connection.takesSharedFrames)
                connection.onWritable = { [unowned connection] in feed.run(connection) }
                feed.run(connection)
            }
        ) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            if length >= 4000 { await eventually { feed.chokes.load(ordering: .relaxed) > 0 } }
            for number in 0..<count {
                let text = try socket.receive().text
                #expect(text.hasPrefix("\(number)."))
                #expect(text.utf8.count == "\(number).".utf8.count + length)
            }
        }
    }

    /// What else is written meanwhile comes behind the frame that is on its way, never inside of it.
    @Test func otherMessagesComeBetweenFrames() async throws {
        let feed = Feed(200, length: 70_000, atOnce: 4)
        try await TestServer.with(
            opened: { connection in
                connection.onWritable = { [unowned connection] in feed.run(connection) }
                connection.onText = { [unowned connection] _ in
                    feed.run(connection)
                    for number in 0..<3 { _ = connection.write(text: "answer \(number)") }
                }
            }
        ) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            try socket.send("go")
            await eventually { feed.chokes.load(ordering: .relaxed) > 0 }
            try socket.send(opcode: 9, Array("still there?".utf8))
            var (numbers, answers, pongs) = ([Int](), [String](), 0)
            while numbers.count < 200 || answers.count < 3 || pongs < 1 {
                let frame = try socket.receive()
                if frame.opcode == 10 {
                    pongs += 1
                } else if frame.text.hasPrefix("answer") {
                    answers.append(frame.text)
                } else {
                    numbers.append(Int(frame.text.prefix { $0 != "." }) ?? -1)
                }
            }
            #expect(numbers == Array(0..<200))
            #expect(answers == (0..<3).map { "answer \($0)" })
        }
    }

    /// Its answers would have nowhere to go: it is not read from until it reads.
    @Test func whoPingsWithoutReadingIsNotReadFromForLong() async throws {
        let feed = Feed(100, length: 70_000, atOnce: 1)
        try await TestServer.with(
            opened: { connection in
                connection.onWritable = { [unowned connection] in feed.run(connection) }
                connection.onText = { [unowned connection] _ in feed.run(connection) }
            }
        ) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            try socket.send("go")
            await eventually { feed.chokes.load(ordering: .relaxed) > 0 }
            let ping = TestWebSocket.encode(opcode: 9, [UInt8](repeating: 97, count: 125))
            for _ in 0..<300 { try socket.client.send(ping) }
            var (frames, pongs) = (0, 0)
            while frames < 100 || pongs < 300 {
                if try socket.receive().opcode == 10 { pongs += 1 } else { frames += 1 }
            }
            #expect((frames, pongs) == (100, 300))
        }
    }

    @Test func whoIsToldToGoGetsTheFrameOnItsWayFirst() async throws {
        let feed = Feed(1000, length: 70_000, atOnce: 4)
        try await TestServer.with(
            opened: { connection in
                connection.onText = { [unowned connection] _ in
                    feed.run(connection)
                    connection.close(code: 4102, reason: "too slow")
                }
            }
        ) { server in
            let socket = try TestWebSocket(port: server.port, receiveBuffer: 16 * 1024)
            try socket.send("go")
            await eventually { feed.chokes.load(ordering: .relaxed) > 0 }
            let frame = try socket.receiveClose()
            #expect((frame.code, frame.reason) == (4102, "too slow"))
        }
    }
}
