internal import CHiredis
import EventLoop
import Foundation

/// One connection of hiredis, from `connect` to its death, hung on an ``EventLoop``.
///
/// hiredis keeps it alive: it is retained when the context is made and released by hiredis's own `cleanup` hook, the
/// last thing that happens to a context however it ends. ``onClosed`` is called from there, once.
///
/// hiredis's adapter for libuv ignores a poll that fails, and so never reports a refused, reset or killed peer. This
/// one hands every failed status on as readiness, so that hiredis meets the error itself; a peer that says nothing at
/// all is found by the deadline, which one timer watches for all commands, since they are answered in order.
final class HiredisContext: @unchecked Sendable {
    // Why @unchecked: everything happens on the loop's thread.
    typealias Completion = (Result<RedisReply, RedisError>) -> Void

    private typealias ReplyCallback =
        @convention(c) (UnsafeMutablePointer<redisAsyncContext>?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) ->
        Void

    private struct Pending {
        let sent: Duration
        let completion: Completion
    }

    /// Most commands in flight: more than this and Redis is away, though its socket may not say so yet.
    static let mostPending = 65_536

    private let loop: EventLoop
    private let deadline: Duration
    private let onMessage: (_ channel: [UInt8], _ payload: [UInt8]) -> Void
    private let onClosed: (RedisError) -> Void

    private var context: UnsafeMutablePointer<redisAsyncContext>?
    private var watch: DescriptorWatch?
    private var interest: DescriptorEvents = []
    private var pending = PendingQueue<Pending>()
    private var deadlineTimer: LoopTimer?
    private var deadlineRuns = false
    private var flushScheduled = false
    private var flushing = false
    /// Why we ended the connection ourselves.
    private var reason: RedisError?

    /// Begins to connect; commands may be sent at once. `onClosed` is never called from inside of this.
    /// - Parameter onMessage: what arrives on channels subscribed to.
    static func connect(
        to address: RedisEndpoint.Address, on loop: EventLoop, deadline: Duration,
        onMessage: @escaping (_ channel: [UInt8], _ payload: [UInt8]) -> Void = { _, _ in },
        onClosed: @escaping (RedisError) -> Void
    ) throws(RedisError) -> HiredisContext {
        loop.preconditionInLoop()
        blockBrokenPipeSignal()
        let made =
            switch address {
            case .tcp(let host, let port): redisAsyncConnect(host, Int32(port))
            case .unix(let path): redisAsyncConnectUnix(path)
            }
        guard let made else { throw RedisError(.connection, "out of memory") }
        guard made.pointee.err == 0 else {
            let error = RedisError(.connection, message(of: made))
            redisAsyncFree(made)
            throw error
        }
        let connection = HiredisContext(
            made, loop: loop, deadline: deadline, onMessage: onMessage, onClosed: onClosed)
        do {
            connection.watch = try loop.watch(made.pointee.c.fd, for: []) { [unowned connection] events in
                connection.becameReady(events)
            }
        } catch {
            redisAsyncFree(made)
            throw RedisError(.connection, error.description)
        }
        connection.attach()
        return connection
    }

    private init(
        _ context: UnsafeMutablePointer<redisAsyncContext>, loop: EventLoop, deadline: Duration,
        onMessage: @escaping ([UInt8], [UInt8]) -> Void, onClosed: @escaping (RedisError) -> Void
    ) {
        self.context = context
        self.loop = loop
        self.deadline = deadline
        self.onMessage = onMessage
        self.onClosed = onClosed
    }

    /// hiredis writes with `write(2)`: on a connection that the peer has closed that would end the process.
    /// Only the loop's thread ever writes, so only there is the signal held back.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    // MARK: Commands

    /// Sends an encoded command. It goes out, with all others of this turn of the loop, in one write.
    func send(_ command: [UInt8], _ completion: @escaping Completion) {
        enqueue(command, reply: commandReplied, completion)
    }

    /// Subscribes to `channel`; the completion is called when Redis confirms it. Also a heartbeat: subscribing once more
    /// changes nothing and is confirmed (hiredis 0.14 drops the answer to a `PING` on a subscribed connection).
    func subscribe(_ channel: String, _ completion: @escaping Completion) {
        enqueue(RedisArgument.encode(["SUBSCRIBE", .text(channel)]), reply: subscriptionReplied, completion)
    }

    private func enqueue(_ command: [UInt8], reply: ReplyCallback, _ completion: @escaping Completion) {
        guard let context else {
            return completion(.failure(RedisError(.connection, "the connection is closed")))
        }
        guard pending.count < Self.mostPending else {
            return completion(.failure(RedisError(.connection, "\(pending.count) commands are waiting for an answer")))
        }
        // hiredis looks for the next argument with strchr, beyond the command's end unless a zero stands there.
        let accepted = (command + [0]).withUnsafeBytes { bytes in
            redisAsyncFormattedCommand(
                context, reply, Unmanaged.passUnretained(self).toOpaque(),
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), command.count)
        }
        guard accepted == REDIS_OK else {
            return completion(.failure(reason ?? RedisError(.connection, "the connection is closing")))
        }
        pending.append(Pending(sent: EventLoop.now, completion: completion))
        if !deadlineRuns { startDeadline(after: deadline) }
    }

    /// Ends the connection; what is in flight fails with `error`.
    func close(_ error: RedisError) {
        guard let context else { return }
        if reason == nil { reason = error }
        redisAsyncFree(context)  // inside of a reply's callback hiredis puts this off until that has returned
    }

    // MARK: Called by hiredis

    fileprivate func replied(_ reply: UnsafePointer<redisReply>?) {
        guard let next = pending.popFirst() else { return }
        guard let reply else { return next.completion(.failure(causeOfDeath)) }
        switch RedisReply(copying: reply) {
        case .error(let text): next.completion(.failure(RedisError(reply: text)))
        case let value: next.completion(.success(value))
        }
    }

    fileprivate func heard(_ reply: UnsafePointer<redisReply>?) {
        guard let reply, case .array(let parts) = RedisReply(copying: reply), parts.count == 3 else { return }
        switch parts[0].text {
        case "subscribe": pending.popFirst()?.completion(.success(parts[2]))
        case "message": onMessage(parts[1].bytes ?? [], parts[2].bytes ?? [])
        default: break
        }
    }

    fileprivate func want(_ events: DescriptorEvents, _ wanted: Bool) {
        if wanted, events == .writable, isConnected, !flushing { return scheduleFlush() }
        let before = interest
        if wanted { interest.formUnion(events) } else { interest.subtract(events) }
        if interest != before { watch?.update(interest) }
    }

    fileprivate func cleanedUp() {
        let cause = causeOfDeath
        context = nil
        watch = nil  // before hiredis closes the descriptor
        deadlineTimer = nil
        while let next = pending.popFirst() { next.completion(.failure(cause)) }
        onClosed(cause)
    }

    private var causeOfDeath: RedisError {
        if let reason { return reason }
        guard let context, context.pointee.c.err != 0 else {
            return RedisError(.connection, "the connection was closed")
        }
        return RedisError(.connection, Self.message(of: context))
    }

    // MARK: The adapter

    private var isConnected: Bool { context.map { $0.pointee.c.flags & REDIS_CONNECTED != 0 } ?? false }

    private func attach() {
        guard let context else { return }
        context.pointee.ev.data = Unmanaged.passRetained(self).toOpaque()  // released in `cleanup`
        context.pointee.ev.addRead = { HiredisContext.from($0).want(.readable, true) }
        context.pointee.ev.delRead = { HiredisContext.from($0).want(.readable, false) }
        context.pointee.ev.addWrite = { HiredisContext.from($0).want(.writable, true) }
        context.pointee.ev.delWrite = { HiredisContext.from($0).want(.writable, false) }
        context.pointee.ev.cleanup = { data in
            let connection = HiredisContext.from(data)
            Unmanaged.passUnretained(connection).release()
            connection.cleanedUp()
        }
        want(.writable, true)  // so the end of connecting is seen, whether or not anything is sent
    }

    fileprivate static func from(_ data: UnsafeMutableRawPointer?) -> HiredisContext {
        Unmanaged<HiredisContext>.fromOpaque(data!).takeUnretainedValue()
    }

    private func becameReady(_ events: DescriptorEvents) {
        guard events.contains(.failed) else {
            if events.contains(.readable) { read() }
            if events.contains(.writable) { write() }
            return
        }
        interest = []  // libuv has stopped the poll
        read()
        write()
        // Both met no error, yet the descriptor is not watched any more: that must not look alive.
        close(RedisError(.connection, "the connection failed"))
    }

    private func read() {
        if let context { redisAsyncHandleRead(context) }
    }

    private func write() {
        guard let context else { return }
        flushing = true
        redisAsyncHandleWrite(context)
        flushing = false
    }

    /// Writes at the end of this turn of the loop, instead of waiting for the next turn to say that the socket is
    /// writable: it nearly always is, and being told costs two system calls.
    private func scheduleFlush() {
        guard !flushScheduled else { return }
        flushScheduled = true
        loop.execute { [self] in
            flushScheduled = false
            write()
        }
    }

    // MARK: Deadline

    private func startDeadline(after delay: Duration) {
        deadlineRuns = true
        if let deadlineTimer { return deadlineTimer.restart(after: delay) }
        deadlineTimer = loop.schedule(after: delay) { [weak self] in self?.checkDeadline() }
    }

    private func checkDeadline() {
        deadlineRuns = false
        // Perhaps it was this process that slept, and the answers are here: look before judging.
        var before = 0
        repeat {
            before = pending.count
            if isOverdue, isConnected { read() }
        } while context != nil && pending.count < before
        guard let oldest = pending.first else { return }
        guard isOverdue else { return startDeadline(after: oldest.sent + deadline - EventLoop.now) }
        close(RedisError(.timedOut, "no answer within \(deadline)"))
    }

    private var isOverdue: Bool { pending.first.map { EventLoop.now - $0.sent >= deadline } ?? false }

    private static func message(of context: UnsafeMutablePointer<redisAsyncContext>) -> String {
        withUnsafeBytes(of: context.pointee.c.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// The callback of every command: hiredis gives `nil` when the connection ends before the answer.
private func commandReplied(
    _: UnsafeMutablePointer<redisAsyncContext>?, reply: UnsafeMutableRawPointer?, data: UnsafeMutableRawPointer?
) {
    HiredisContext.from(data).replied(reply.map { UnsafePointer($0.assumingMemoryBound(to: redisReply.self)) })
}

/// The callback of a channel: confirmations, messages, and `nil` when the connection ends.
private func subscriptionReplied(
    _: UnsafeMutablePointer<redisAsyncContext>?, reply: UnsafeMutableRawPointer?, data: UnsafeMutableRawPointer?
) {
    HiredisContext.from(data).heard(
        reply.map { UnsafePointer($0.assumingMemoryBound(to: redisReply.self)) })
}
