import EventLoop

/// A connection to Redis that stays: made on first use, and again with backoff (50 ms to 2 s) whenever it is lost.
///
/// Commands are pipelined by nature: any number may be in flight, all of one turn of the loop go out in one write, and
/// each caller gets its own answer. Every command ends: with an answer, or with an error at the latest when
/// ``RedisOptions/deadline`` has passed; then the connection is taken for dead and everything in flight fails with it.
/// Commands wait for the very first attempt to connect; while a connection is lost they fail at once.
///
/// A command that was in flight when the connection died (``RedisError/Code/connection``, ``RedisError/Code/timedOut``)
/// may have been executed. Nothing is repeated here: only the caller knows what may be done twice.
///
/// Call ``close()`` before its loop is stopped.
public actor RedisConnection {
    public nonisolated let loop: EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let options: RedisOptions
    private let name: String
    private let link: RedisLink
    private var subscriptions: RedisSubscriptions?
    private var connectionWaiters: [Int: (continuation: CheckedContinuation<Bool, Never>, timer: LoopTimer)] = [:]
    private var lastWaiter = 0
    private var isClosed = false

    /// - Parameter name: shown by Redis's `CLIENT LIST`; without spaces.
    public init(loop: EventLoop, options: RedisOptions, name: String) {
        self.loop = loop
        self.options = options
        self.name = name
        link = RedisLink(loop: loop, options: options, name: name)
    }

    /// Whether there is a connection, logged in. It may still be found dead by the next command.
    public var isConnected: Bool { link.context != nil }

    /// Whether there is a connection for what was subscribed to.
    var isListening: Bool { subscriptions?.isConnected ?? false }

    /// Where the Redis is, for messages.
    public nonisolated var address: String { options.address }

    /// Sends one command and waits for its answer. Not for what turns a connection into a listener (`SUBSCRIBE`,
    /// `MONITOR`): that is ``subscribe(_:onMessage:onConnected:)``.
    /// - Throws: ``RedisError``; an answer that is an error is thrown, as `.server`, `.noScript` or `.outOfMemory`.
    public func send(_ command: [RedisArgument]) async throws(RedisError) -> RedisReply {
        let bytes = RedisArgument.encode(command)
        return try await withCheckedContinuation { continuation in
            link.send(bytes) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Runs `script`, having sent it first where this Redis does not have it.
    public func run(
        _ script: RedisScript, keys: [String], arguments: [RedisArgument] = []
    ) async throws(RedisError) -> RedisReply {
        if let sha = script.sha {
            do {
                return try await call(sha, keys, arguments)
            } catch  where error.code == .noScript {
                // Restarted or flushed since: an unknown script has done nothing, so it may be called again.
            }
        }
        guard let sha = try await send(["SCRIPT", "LOAD", .text(script.source)]).text else {
            throw RedisError(.server, "SCRIPT LOAD of \(script.name) gave no SHA-1")
        }
        script.sha = sha
        return try await call(sha, keys, arguments)
    }

    private func call(
        _ sha: String, _ keys: [String], _ arguments: [RedisArgument]
    ) async throws(RedisError) -> RedisReply {
        try await send(["EVALSHA", .text(sha), .integer(keys.count)] + keys.map { .text($0) } + arguments)
    }

    /// Listens to `channel` from now until ``close()``, on a connection of its own that is also made anew when lost.
    ///
    /// Messages published while it is away are lost, as always with Redis: `onConnected` is called each time Redis has
    /// confirmed the subscription, also after a reconnect, and is the place to read again what the messages are about.
    /// Both are called on the loop.
    public func subscribe(
        _ channel: String, onMessage: @escaping @Sendable ([UInt8]) -> Void,
        onConnected: @escaping @Sendable () -> Void = {}
    ) async {
        guard !isClosed else { return }
        let subscriptions =
            self.subscriptions ?? RedisSubscriptions(loop: loop, options: options, name: name + "-subscriber")
        self.subscriptions = subscriptions
        subscriptions.add(.init(onMessage: onMessage, onConnected: onConnected), to: channel)
    }

    /// Connects if need be and waits for it, through any number of attempts.
    /// - Returns: whether there is a connection; false when `timeout` has passed or the connection was closed.
    public func waitUntilConnected(timeout: Duration) async -> Bool {
        guard !isClosed else { return false }
        guard !isConnected else { return true }
        link.onReady = { [weak self] _ in self?.assumeIsolated { $0.resumeWaiters(returning: true) } }
        link.start()
        return await withCheckedContinuation { continuation in
            lastWaiter += 1
            let waiter = lastWaiter
            let timer = loop.schedule(after: timeout) { [weak self] in
                self?.assumeIsolated { $0.connectionWaiters.removeValue(forKey: waiter)?.continuation }?
                    .resume(returning: false)
            }
            connectionWaiters[waiter] = (continuation, timer)
        }
    }

    private func resumeWaiters(returning connected: Bool) {
        let waiters = connectionWaiters.values
        connectionWaiters = [:]
        for waiter in waiters { waiter.continuation.resume(returning: connected) }
    }

    /// Closes for good: what is in flight and all later commands fail with ``RedisError/Code/closed``.
    public func close() {
        isClosed = true
        link.close()
        subscriptions?.close()
        resumeWaiters(returning: false)
    }
}
