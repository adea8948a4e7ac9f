import EventLoop

/// Keeps one connection to Redis: connects, logs in, and begins anew with backoff whenever it is lost.
final class RedisLink: @unchecked Sendable {
    // Why @unchecked: everything happens on the loop's thread.
    private enum State {
        case idle
        case connecting(HiredisContext?)
        case ready(HiredisContext)
        case resting(LoopTimer)
        case closed
    }

    private typealias Waiting = (command: [UInt8], completion: HiredisContext.Completion)

    let loop: EventLoop
    private let options: RedisOptions
    private let name: String
    private var state = State.idle
    private var backoff = Backoff()
    private var waiting: [Waiting] = []
    private var attempt = 0
    private var attemptTimer: LoopTimer?
    /// Why there is no connection now; nil until the first attempt has failed.
    private var lastError: RedisError?

    /// Called each time the connection is there, logged in.
    var onReady: (HiredisContext) -> Void = { _ in }
    /// Called each time a connection that was ready is lost, but not by ``close()``.
    var onLost: (RedisError) -> Void = { _ in }
    /// What arrives on the channels that the owner subscribed the context to.
    var onMessage: (_ channel: [UInt8], _ payload: [UInt8]) -> Void = { _, _ in }

    /// - Parameter name: shown by Redis's `CLIENT LIST`.
    init(loop: EventLoop, options: RedisOptions, name: String) {
        self.loop = loop
        self.options = options
        self.name = name
    }

    var context: HiredisContext? {
        if case .ready(let context) = state { context } else { nil }
    }

    /// Begins to connect unless that has happened.
    func start() {
        if case .idle = state { connect() }
    }

    /// Sends now, or once the very first attempt to connect has succeeded; fails at once while the connection is lost.
    func send(_ command: [UInt8], _ completion: @escaping HiredisContext.Completion) {
        start()
        switch state {
        case .ready(let context): context.send(command, completion)
        case .connecting where lastError == nil && waiting.count < HiredisContext.mostPending:
            waiting.append((command, completion))
        case .closed: completion(.failure(RedisError(.closed, "the connection to Redis is closed")))
        case .idle, .connecting, .resting: completion(.failure(away))
        }
    }

    /// Ends it for good; what is in flight fails with ``RedisError/Code/closed``.
    func close() {
        let error = RedisError(.closed, "the connection to Redis is closed")
        let before = state
        state = .closed
        attemptTimer = nil
        failWaiting(error)
        switch before {
        case .ready(let context), .connecting(let context?): context.close(error)
        case .idle, .connecting, .resting, .closed: break
        }
    }

    private var away: RedisError {
        RedisError(.connection, "Redis at \(options.address) is away: \(lastError?.message ?? "not connected yet")")
    }

    private func failWaiting(_ error: RedisError) {
        var failed: [Waiting] = []
        swap(&failed, &waiting)
        for item in failed { item.completion(.failure(error)) }
    }

    // MARK: An attempt

    private func connect() {
        state = .connecting(nil)
        attempt += 1
        attemptTimer = loop.schedule(after: options.deadline) { [weak self] in self?.attemptTimedOut() }
        switch options.endpoint.address {
        case .unix: connect(to: options.endpoint.address)
        case .tcp(let host, let port):
            HostResolver.resolve(host, on: loop) { [weak self, attempt] addresses in
                guard let self, self.attempt == attempt, case .connecting = state else { return }
                guard !addresses.isEmpty else {
                    return lost(RedisError(.connection, "no address for the host \(host)"))
                }
                // One address an attempt, each in its turn.
                connect(to: .tcp(host: addresses[(attempt - 1) % addresses.count], port: port))
            }
        }
    }

    private func connect(to address: RedisEndpoint.Address) {
        let current = attempt
        do {
            let context = try HiredisContext.connect(
                to: address, on: loop, deadline: options.deadline,
                onMessage: { [weak self] in self?.onMessage($0, $1) },
                onClosed: { [weak self] error in
                    guard let self, attempt == current else { return }
                    lost(error)
                })
            state = .connecting(context)
            logIn(context)
        } catch {
            lost(error)
        }
    }

    /// All that has to succeed before anybody's commands go out, sent in one write.
    private func logIn(_ context: HiredisContext) {
        var steps: [[RedisArgument]] = []
        let endpoint = options.endpoint
        if let password = endpoint.password {
            steps.append(["AUTH"] + (endpoint.user.map { [.text($0)] } ?? []) + [.text(password)])
        }
        if endpoint.database != 0 { steps.append(["SELECT", .integer(endpoint.database)]) }
        steps.append(["PING"])  // also refused while Redis is loading its data

        var refused: RedisError?
        for (index, step) in steps.enumerated() {
            context.send(RedisArgument.encode(step)) { [weak self, weak context] result in
                if case .failure(let error) = result, refused == nil { refused = error }
                guard index == steps.count - 1, let self, let context else { return }
                if let refused { context.close(refused) } else { connected(context) }
            }
        }
        // Only for `CLIENT LIST`; one that may not set it works as well.
        context.send(RedisArgument.encode(["CLIENT", "SETNAME", .text(name)])) { _ in }
    }

    private func connected(_ context: HiredisContext) {
        guard case .connecting = state else { return }
        state = .ready(context)
        attemptTimer = nil
        backoff.reset()
        var ready: [Waiting] = []
        swap(&ready, &waiting)
        for item in ready { context.send(item.command, item.completion) }
        onReady(context)
    }

    private func attemptTimedOut() {
        guard case .connecting(let context) = state else { return }
        let error = RedisError(.timedOut, "no connection within \(options.deadline)")
        if let context { context.close(error) } else { lost(error) }
    }

    /// The connection, or the attempt at one, has ended: rest, then try again.
    private func lost(_ error: RedisError) {
        var wasReady = false
        switch state {
        case .closed, .idle, .resting: return
        case .connecting: break
        case .ready: wasReady = true
        }
        attempt += 1  // nothing that still comes of this one counts
        attemptTimer = nil
        lastError = error
        state = .resting(loop.schedule(after: backoff.next()) { [weak self] in self?.connect() })
        failWaiting(away)
        if wasReady { onLost(error) }
    }
}
