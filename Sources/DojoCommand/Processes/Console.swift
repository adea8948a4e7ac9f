import Dispatch
import Glibc
import Synchronization
import Telemetry

/// The terminal, or whatever reads what the supervisor and its children say.
///
/// Writing never makes the caller wait: a terminal that was paused must not keep Ctrl-C from working. What nobody
/// reads is dropped beyond a limit, and that is said.
final class Console: Sendable {
    /// Lines of a child stand behind its name.
    struct Label: Sendable, Equatable {
        let bytes: [UInt8]

        /// Lines stand by themselves.
        static let none = Label()

        private init() { bytes = [] }

        /// - Parameters:
        ///   - width: Names are padded to it, so that lines stand below each other.
        ///   - colour: Which of the colours, counted from 0; nil for none.
        init(_ name: String, width: Int = 0, colour: Int? = nil) {
            let text = name.padded(to: width) + " | "
            let colours = [36, 33, 35, 32, 34, 96, 93, 95, 92, 94]
            bytes = Array((colour.map { "\u{1b}[\(colours[$0 % colours.count])m\(text)\u{1b}[0m" } ?? text).utf8)
        }
    }

    private static let limit = 4 << 20

    private let queue = DispatchQueue(label: "console")
    private let pending = Mutex((bytes: 0, dropped: 0))

    /// Whether standard output is a terminal that wants colours (https://no-color.org).
    static let hasColours = isatty(1) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)

    /// A line of the supervisor's own.
    func say(_ line: String) { write(Array((line + "\n").utf8), to: .output) }

    /// Something went wrong.
    func complain(_ line: String) { write(Array((line + "\n").utf8), to: .error) }

    /// Lines that a child wrote.
    func forward(_ lines: [[UInt8]], from label: Label, to stream: StandardStream) {
        guard !lines.isEmpty else { return }
        var bytes: [UInt8] = []
        for line in lines {
            bytes += label.bytes
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        write(bytes, to: stream)
    }

    private func write(_ bytes: [UInt8], to stream: StandardStream) {
        let fits = pending.withLock { pending -> Bool in
            guard pending.bytes + bytes.count <= Self.limit else {
                pending.dropped += 1
                return false
            }
            pending.bytes += bytes.count
            return true
        }
        guard fits else { return }
        queue.async { [self] in
            stream.write(bytes)
            let dropped = pending.withLock { pending -> Int in
                pending.bytes -= bytes.count
                defer { pending.dropped = 0 }
                return pending.dropped
            }
            if dropped > 0 {
                StandardStream.error.write(Array("(output nobody read was dropped \(dropped) times)\n".utf8))
            }
        }
    }

    /// Waits until everything said so far is written, but no longer than `seconds`.
    func flush(seconds: Double = 1) {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + seconds)
    }
}
