import EventLoop

/// The channels that one ``RedisConnection`` listens to, on a connection of their own (RESP2 lets a connection either
/// listen or command).
final class RedisSubscriptions: @unchecked Sendable {
    // Why @unchecked: everything happens on the loop's thread.
    struct Subscription {
        let onMessage: @Sendable ([UInt8]) -> Void
        let onConnected: @Sendable () -> Void
    }

    private let link: RedisLink
    private let heartbeat: Duration
    private var subscriptions: [String: [Subscription]] = [:]
    private var heartbeatTimer: LoopTimer?

    init(loop: EventLoop, options: RedisOptions, name: String) {
        link = RedisLink(loop: loop, options: options, name: name)
        heartbeat = options.deadline
        link.onReady = { [weak self] context in
            guard let self else { return }
            for channel in subscriptions.keys { subscribe(to: channel, on: context) }
        }
        link.onMessage = { [weak self] channel, payload in
            for subscription in self?.subscriptions[String(decoding: channel, as: UTF8.self)] ?? [] {
                subscription.onMessage(payload)
            }
        }
    }

    var isConnected: Bool { link.context != nil }

    func add(_ subscription: Subscription, to channel: String) {
        subscriptions[channel, default: []].append(subscription)
        link.start()
        startHeartbeat()
        guard let context = link.context else { return }
        if subscriptions[channel]?.count == 1 { return subscribe(to: channel, on: context) }
        // Confirmed for others already, perhaps; confirmed once more before this one relies on it.
        context.subscribe(channel) { if case .success = $0 { subscription.onConnected() } }
    }

    func close() {
        heartbeatTimer = nil
        link.close()
        subscriptions = [:]
    }

    private func subscribe(to channel: String, on context: HiredisContext) {
        context.subscribe(channel) { [weak self] result in
            guard let self, case .success = result else { return }  // a failure means that the connection is ending
            for subscription in subscriptions[channel] ?? [] { subscription.onConnected() }
        }
    }

    /// A frozen Redis says nothing, and neither does a quiet channel: asking now and then tells them apart.
    private func startHeartbeat() {
        guard heartbeatTimer == nil else { return }
        heartbeatTimer = link.loop.schedule(after: heartbeat, repeating: heartbeat) { [weak self] in
            guard let self, let context = link.context, let channel = subscriptions.keys.first else { return }
            context.subscribe(channel) { _ in }
        }
    }
}
