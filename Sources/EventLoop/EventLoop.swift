import CLibuv
import Foundation
import Synchronization

/// A libuv loop on a thread of its own, usable as the executor of actors.
///
/// Everything that does I/O in a process hangs on such a loop: sockets of libwebsockets and hiredis, wake-ups of
/// librdkafka, timers. Control state lives in actors pinned to it:
///
///     actor Thing {
///         nonisolated let loop: EventLoop
///         nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
///     }
///
/// A C callback that runs on the loop's thread enters such an actor with `assumeIsolated`, without a hop.
/// Data that comes in numbers crosses threads through a ``Mailbox``: one wake a batch.
///
/// Nothing that runs here may block. The loop runs until ``stop()``.
public final class EventLoop: SerialExecutor, @unchecked Sendable {
    // Why @unchecked: `uv` is touched only on the loop's thread, except for `uv_async_send`, which libuv documents
    // as safe from any thread; all else that is shared stands behind `queue`'s mutex.

    /// The thread's name: 15 characters of it are shown by `top -H` and `perf`.
    public let name: String

    let uv: UnsafeMutablePointer<uv_loop_t>
    private let wake: UnsafeMutablePointer<uv_async_t>
    private let beforePoll: UnsafeMutablePointer<uv_prepare_t>
    private let queue = Mutex(Queue())
    private let thread = Mutex<pthread_t?>(nil)
    private let finished = DispatchSemaphore(value: 0)

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Queue {
        var work: [Work] = []
        var wakePending = false
        var state = State.running
    }

    private enum State { case running, stopping, stopped }

    /// Most pieces of work run between two looks at the sockets, so that neither starves the other.
    private static let batch = 4096

    /// Starts the loop's thread.
    public init(name: String) throws(EventLoopError) {
        self.name = name
        uv = .allocate(capacity: 1)
        wake = .allocate(capacity: 1)
        beforePoll = .allocate(capacity: 1)
        let made = uv_loop_init(uv)
        guard made == 0 else {
            queue.withLock { $0.state = .stopped }  // it never ran: `deinit` finds nothing to wait for
            throw EventLoopError("cannot make an event loop", code: made)
        }
        uv_async_init(uv, wake) { @Sendable _ in }  // its only use is to end the poll; `beforePoll` does the work
        uv_prepare_init(uv, beforePoll)
        let me = Unmanaged.passUnretained(self).toOpaque()
        beforePoll.pointee.data = me
        uv_prepare_start(beforePoll) { @Sendable handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue().drain()
        }
        try startThread()
    }

    deinit {
        precondition(queue.withLock { $0.state == .stopped }, "event loop \(name) was dropped without stop()")
        wake.deallocate()
        beforePoll.deallocate()
        uv.deallocate()
    }

    private func startThread() throws(EventLoopError) {
        var id = pthread_t()
        // The thread keeps the loop alive; it gives that up as its last act.
        let me = Unmanaged.passRetained(self).toOpaque()
        let rc = pthread_create(&id, nil, { @Sendable argument in EventLoop.threadMain(argument) }, me)
        guard rc == 0 else {
            Unmanaged<EventLoop>.fromOpaque(me).release()
            closeAll()
            queue.withLock { $0.state = .stopped }
            throw EventLoopError("cannot start a thread", code: -rc)
        }
        pthread_detach(id)
    }

    private static func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let loop = Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
        pthread_setname_np(pthread_self(), String(loop.name.prefix(15)))
        loop.thread.withLock { $0 = pthread_self() }
        uv_run(loop.uv, UV_RUN_DEFAULT)
        loop.closeAll()
        loop.queue.withLock { $0.state = .stopped }
        loop.finished.signal()
        return nil
    }

    /// Closes what is still open, its owners' handles too, so that `uv_loop_close` may succeed.
    private func closeAll() {
        uv_walk(uv, { @Sendable handle, _ in if let handle, uv_is_closing(handle) == 0 { uv_close(handle, nil) } }, nil)
        uv_run(uv, UV_RUN_DEFAULT)
        uv_loop_close(uv)
    }

    // MARK: Work

    /// Runs `work` on the loop, after what was enqueued before it; from any thread.
    public func execute(_ work: @escaping @Sendable () -> Void) {
        enqueue(.closure(work))
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        enqueue(.job(UnownedJob(job)))
    }

    private func enqueue(_ work: Work) {
        guard !accept(work) else { return }
        FileHandle.standardError.write(Data("event loop \(name) is stopped: work given to it is lost\n".utf8))
    }

    /// As ``execute(_:)``, for work that means nothing once the loop has ended.
    ///
    /// - Returns: whether it will be done.
    func executeUnlessStopped(_ work: @escaping @Sendable () -> Void) -> Bool {
        accept(.closure(work))
    }

    private func accept(_ work: Work) -> Bool {
        let inLoop = isInLoop
        let (accepted, mustWake) = queue.withLock { queue -> (Bool, Bool) in
            guard queue.state != .stopped else { return (false, false) }
            queue.work.append(work)
            // On the loop's own thread the work runs before the next poll: no system call.
            guard !inLoop, !queue.wakePending else { return (true, false) }
            queue.wakePending = true
            return (true, true)
        }
        if mustWake { uv_async_send(wake) }
        return accepted
    }

    private func drain() {
        var done = 0
        while true {
            let (work, stop) = queue.withLock { queue -> ([Work], Bool) in
                queue.wakePending = false
                var taken: [Work] = []
                swap(&taken, &queue.work)
                return (taken, queue.state == .stopping && taken.isEmpty)
            }
            if stop { return uv_stop(uv) }
            guard !work.isEmpty else { return }
            for item in work {
                switch item {
                case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
            done += work.count
            if done >= Self.batch {
                uv_async_send(wake)
                return
            }
        }
    }

    // MARK: Where am I

    /// Whether the caller runs on the loop's thread.
    public var isInLoop: Bool {
        thread.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Traps when called off the loop: an error of this program, never of a peer.
    public func preconditionInLoop(file: StaticString = #fileID, line: UInt = #line) {
        precondition(isInLoop, "only to be called on event loop \(name)", file: file, line: line)
    }

    public func checkIsolated() { preconditionInLoop() }

    public func isIsolatingCurrentContext() -> Bool? { isInLoop }

    /// Monotonic time since some fixed moment.
    public static var now: Duration { .nanoseconds(Int64(uv_hrtime())) }

    // MARK: End

    /// Runs what was enqueued so far, ends the loop and waits for its thread. Not from the loop itself.
    public func stop() {
        precondition(!isInLoop, "event loop \(name) cannot wait for itself")
        let (first, running) = queue.withLock { queue -> (Bool, Bool) in
            defer { if queue.state == .running { queue.state = .stopping } }
            return (queue.state == .running, queue.state != .stopped)
        }
        guard running else { return }
        if first { uv_async_send(wake) }
        finished.wait()
        finished.signal()  // whoever else waits
    }

    /// The `uv_loop_t`, for a C library that hangs its own handles on this loop (libwebsockets). Lent, on the loop only.
    public func withForeignHandle<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        preconditionInLoop()
        return body(UnsafeMutableRawPointer(uv))
    }
}
