import CLibuv

/// Calls back on a POSIX signal instead of letting it end the process. Made by ``EventLoop/watch(signal:_:)``.
public final class SignalWatch: @unchecked Sendable {
    // Why @unchecked: `body` is called and dropped on the loop's thread only.
    private let loop: EventLoop
    private let handle = LoopHandle<uv_signal_t>()
    private let body: () -> Void

    init(loop: EventLoop, signal: Int32, body: @escaping () -> Void) {
        self.loop = loop
        self.body = body
        uv_signal_init(loop.uv, handle.pointer)
        handle.base.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        uv_signal_start(
            handle.pointer,
            { @Sendable handle, _ in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<SignalWatch>.fromOpaque(data).takeUnretainedValue().body()
            }, signal)
    }

    deinit { handle.close(on: loop) }
}

extension EventLoop {
    /// Calls `body` on the loop each time the process gets `signal` (`SIGTERM`, `SIGCHLD` …), until the watch is
    /// released. On the loop only.
    public func watch(signal: Int32, _ body: @escaping () -> Void) -> SignalWatch {
        preconditionInLoop()
        return SignalWatch(loop: self, signal: signal, body: body)
    }
}
