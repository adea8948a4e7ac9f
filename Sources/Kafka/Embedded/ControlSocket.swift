import EventLoop
import Foundation

/// One end of a control connection: a non-blocking stream socket that sends and takes lines. On the loop only.
final class ControlSocket: @unchecked Sendable {
    // Why @unchecked: made, used and released by actors pinned to the loop; `deinit` hops there.
    private let loop: EventLoop
    private let descriptor: Int32
    private let onLine: (Data) -> Void
    private let onClosed: () -> Void
    private var watch: DescriptorWatch?
    private var input = Data()
    private var output = Data()
    private(set) var isClosed = false

    /// Takes `descriptor` over, and closes it also where it throws. `onClosed` is called once, when the other side is
    /// gone or talks nonsense, not after ``close()``.
    init(
        _ descriptor: Int32, loop: EventLoop, onLine: @escaping (Data) -> Void, onClosed: @escaping () -> Void
    ) throws(EventLoopError) {
        self.loop = loop
        self.descriptor = descriptor
        self.onLine = onLine
        self.onClosed = onClosed
        watch = try loop.watch(descriptor, for: .readable) { [weak self] events in self?.ready(events) }
    }

    deinit {
        watch = nil
        let descriptor = descriptor
        guard !isClosed else { return }
        loop.execute { Glibc.close(descriptor) }  // after the watch has let go of it
    }

    func send(_ message: some Encodable) {
        guard !isClosed, let line = try? JSONEncoder().encode(message) else { return }
        output.append(line)
        output.append(UInt8(ascii: "\n"))
        flush()
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        watch?.update([])  // now: inside of its own callback it outlives the reference
        watch = nil
        Glibc.close(descriptor)
    }

    private func fail() {
        guard !isClosed else { return }
        close()
        onClosed()
    }

    private func ready(_ events: DescriptorEvents) {
        if events.contains(.failed) { return fail() }
        if events.contains(.writable) { flush() }
        if events.contains(.readable) { read() }
    }

    private func flush() {
        while !output.isEmpty, !isClosed {
            let written = output.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN { break }
            guard written > 0 else { return fail() }
            output.removeFirst(written)
        }
        watch?.update(output.isEmpty ? .readable : [.readable, .writable])
    }

    private func read() {
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while !isClosed {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { return fail() }
            input.append(contentsOf: chunk[..<count])
            while let end = input.firstIndex(of: UInt8(ascii: "\n")), !isClosed {
                let line = Data(input[..<end])
                input.removeSubrange(...end)
                onLine(line)
            }
            if input.count > ControlMessage.maximumLength { return fail() }
        }
    }
}
