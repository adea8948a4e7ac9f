import EventLoop
import Glibc
import Telemetry

/// A running child: its lines, its end, and the ways to bring that about. On the loop only.
final class ManagedProcess {
    let identity: ProcessIdentity
    private let loop: EventLoop
    private let onLines: (StandardStream, [[UInt8]]) -> Void
    private var streams: [StandardStream: (descriptor: Int32, watch: DescriptorWatch, buffer: LineBuffer)] = [:]
    private var chunk = [UInt8](repeating: 0, count: 32 << 10)

    /// Starts it.
    ///
    /// - Parameters:
    ///   - onLines: Called with what it wrote, whole lines without their ends.
    ///   - onExit: Called once, after the last lines, when neither it nor anything of its group is left.
    init(
        loop: EventLoop, launcher: Launcher, reaper: Reaper, command: [String], environment: [String: String],
        onLines: @escaping (StandardStream, [[UInt8]]) -> Void, onExit: @escaping (ExitStatus) -> Void
    ) throws(CommandError) {
        self.loop = loop
        self.onLines = onLines
        let launched = try launcher.launch(command, environment: environment)
        // It is not waited for yet, so there is a status even if it has ended.
        identity = ProcessIdentity(
            pid: launched.pid, startTime: ProcessStatus(of: launched.pid)?.startTime ?? 0)
        open(.output, launched.output)
        open(.error, launched.errors)
        reaper.await(launched.pid) { status in
            // Keeps the process until its end.
            self.close(.output)
            self.close(.error)
            onExit(status)
        }
    }

    deinit {
        let descriptors = streams.values.map(\.descriptor)
        streams = [:]
        for descriptor in descriptors { Glibc.close(descriptor) }
    }

    /// Sends a signal to its whole group. Called before its end was reported, so the group is its own.
    func signal(_ number: Int32) {
        kill(-identity.pid, number)
    }

    // MARK: What it writes

    private func open(_ stream: StandardStream, _ descriptor: Int32) {
        let watch = try? loop.watch(descriptor, for: .readable) { [weak self] _ in self?.read(stream) }
        guard let watch else {
            Glibc.close(descriptor)
            return
        }
        streams[stream] = (descriptor, watch, LineBuffer())
    }

    /// Reads what is there; false when nothing more will come.
    private func readOnce(_ stream: StandardStream) -> Int {
        guard let descriptor = streams[stream]?.descriptor else { return 0 }
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return count }
        guard let lines = streams[stream]?.buffer.add(chunk[..<count]) else { return 0 }
        onLines(stream, lines)
        return count
    }

    private func read(_ stream: StandardStream) {
        let count = readOnce(stream)
        if count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)) { return }
        close(stream)
    }

    private func close(_ stream: StandardStream) {
        while readOnce(stream) > 0 {}
        guard let descriptor = streams[stream]?.descriptor else { return }
        if let last = streams[stream]?.buffer.finish() { onLines(stream, [last]) }
        streams[stream] = nil  // the watch ends before its descriptor
        Glibc.close(descriptor)
    }
}
