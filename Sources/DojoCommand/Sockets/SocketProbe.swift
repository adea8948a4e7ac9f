import EventLoop
import Glibc

/// Asks one question over a socket and hands the answer over: how a part is found to be ready. On the loop only;
/// releasing it ends it without an answer.
final class SocketProbe {
    /// What to ask, and how the answer begins when all is well.
    struct Question: Sendable, Equatable {
        let address: SocketAddress
        let request: String
        let expected: String
        /// What stands anywhere in the answer, which is read to its end for it; empty: its first line is enough.
        var contained = ""

        /// `GET /ready` answers 200.
        static func ready(port: Int, host: String = "127.0.0.1") -> Question {
            http("/ready", host: host, port: port)
        }

        static func http(_ path: String, host: String, port: Int) -> Question {
            let name = host.contains(":") ? "[\(host)]" : host
            return Question(
                address: .ip(host: host, port: port),
                request: "GET \(path) HTTP/1.1\r\nHost: \(name):\(port)\r\nConnection: close\r\n\r\n",
                expected: "HTTP/1.1 200")
        }

        /// A gateway of a dojo is ready there, and no other server that has a `/ready`.
        static func dojo(host: String, port: Int) -> Question {
            var question = http("/ready", host: host, port: port)
            question.contained = "\"instance\":\""
            return question
        }

        /// Redis answers a PING.
        static func redis(_ address: SocketAddress) -> Question {
            Question(address: address, request: "PING\r\n", expected: "+PONG")
        }

        /// The embedded broker's control socket says which cluster it is.
        static func broker(socket path: String) -> Question {
            Question(address: .unix(path: path), request: "{\"do\":\"cluster\"}\n", expected: "{")
        }

        /// Somebody listens there.
        static func listening(_ address: SocketAddress) -> Question {
            Question(address: address, request: "", expected: "")
        }
    }

    /// The answer as far as its first line's end, or the end of what came.
    typealias Answer = String

    private static let longest = 64 << 10

    private let question: Question
    private let descriptor: Int32
    private var watch: DescriptorWatch?
    private var deadline: LoopTimer?
    private var completion: ((Answer?) -> Void)?
    private var unsent: [UInt8]
    private var answer: [UInt8] = []

    /// - Parameter completion: Called once: with the answer when it began as expected, with nil when there was none
    ///   within `timeout`, or another one.
    init(
        loop: EventLoop, _ question: Question, timeout: Duration = .seconds(2), completion: @escaping (Answer?) -> Void
    ) {
        self.question = question
        self.completion = completion
        unsent = Array(question.request.utf8)
        descriptor = question.address.connect() ?? -1
        guard descriptor >= 0 else {
            deadline = loop.schedule(after: .zero) { [weak self] in self?.finish(nil) }
            return
        }
        deadline = loop.schedule(after: timeout) { [weak self] in self?.finish(nil) }
        watch = try? loop.watch(descriptor, for: .writable) { [weak self] in self?.ready($0) }
    }

    deinit {
        watch = nil
        if descriptor >= 0 { close(descriptor) }
    }

    private func ready(_ events: DescriptorEvents) {
        if events.contains(.failed) { return finish(nil) }
        if events.contains(.writable) { write() }
        if events.contains(.readable) { read() }
    }

    private func write() {
        var failure: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length)
        guard failure == 0 else { return finish(nil) }
        if !unsent.isEmpty {
            let count = send(descriptor, unsent, unsent.count, Int32(MSG_NOSIGNAL))
            guard count >= 0 || errno == EAGAIN else { return finish(nil) }
            unsent.removeFirst(max(0, count))
        }
        guard unsent.isEmpty else { return }
        if question.expected.isEmpty { return finish("") }
        watch?.update(.readable)
    }

    private func read() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        if count > 0 { answer += chunk[..<count] }
        let end = answer.firstIndex(of: UInt8(ascii: "\n"))
        guard end != nil && question.contained.isEmpty || count <= 0 || answer.count > Self.longest else { return }
        let line = String(decoding: answer[..<(end ?? answer.endIndex)], as: UTF8.self)
        let isComplete =
            question.contained.isEmpty || String(decoding: answer, as: UTF8.self).contains(question.contained)
        finish(line.hasPrefix(question.expected) && isComplete ? line : nil)
    }

    private func finish(_ answer: Answer?) {
        guard let completion else { return }
        self.completion = nil
        (watch, deadline) = (nil, nil)
        completion(answer)
    }
}
