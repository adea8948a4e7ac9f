import CLibuv

/// A timer of an ``EventLoop``, cancelled when it is released. Made by ``EventLoop/schedule(after:repeating:_:)``.
public final class LoopTimer: @unchecked Sendable {
    // Why @unchecked: `body` is called and dropped on the loop's thread only.
    private let loop: EventLoop
    private let handle = LoopHandle<uv_timer_t>()
    private let body: () -> Void

    init(loop: EventLoop, after delay: Duration, repeating period: Duration?, body: @escaping () -> Void) {
        self.loop = loop
        self.body = body
        uv_timer_init(loop.uv, handle.pointer)
        handle.base.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        restart(after: delay, repeating: period)
    }

    deinit { handle.close(on: loop) }

    /// Starts the timer anew, whether or not it was running. On the loop only.
    public func restart(after delay: Duration, repeating period: Duration? = nil) {
        loop.preconditionInLoop()
        uv_update_time(loop.uv)  // libuv counts from the start of the loop's turn, which may be long past
        uv_timer_start(
            handle.pointer,
            { @Sendable handle in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<LoopTimer>.fromOpaque(data).takeUnretainedValue().body()
            }, delay.wholeMilliseconds, period.map { max(1, $0.wholeMilliseconds) } ?? 0)
    }

    /// Stops it; ``restart(after:repeating:)`` makes it go again. On the loop only.
    public func stop() {
        loop.preconditionInLoop()
        uv_timer_stop(handle.pointer)
    }
}

extension EventLoop {
    /// Calls `body` on the loop after `delay`, and every `period` then if one is given, until the timer is released.
    /// Resolution is a millisecond. On the loop only.
    public func schedule(
        after delay: Duration, repeating period: Duration? = nil, _ body: @escaping () -> Void
    ) -> LoopTimer {
        preconditionInLoop()
        return LoopTimer(loop: self, after: delay, repeating: period, body: body)
    }

    /// Lets some time pass, a millisecond at least, for a caller that runs on the loop. It cannot be cancelled: for waits
    /// that nobody would mind.
    nonisolated(nonsending) public func pause(for delay: Duration) async {
        var timer: LoopTimer?
        await withCheckedContinuation { continuation in
            timer = schedule(after: max(delay, .milliseconds(1))) { continuation.resume() }
        }
        withExtendedLifetime(timer) {}
    }
}

extension Duration {
    /// Milliseconds, rounded up; 0 for what is negative.
    var wholeMilliseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) * 1000 + UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
