import EventLoop
import Fanout
import WebServer

/// What one client may do, and what happens to it when it does more.
extension Shard {
    /// What `welcome` says of it.
    var limitsTold: [(name: StaticString, value: Int)] {
        [
            ("messageBytes", options.sessions.messageBytes),
            ("messagesPerSecond", options.sessions.messagesPerSecond),
            ("subscriptions", options.sessions.subscriptions),
            ("filterKeys", ClientMessage.mostKeys), ("filterConditions", ClientMessage.mostConditions),
            ("frameBytes", options.frameLimit), ("presenceNames", Roster.mostNames),
            ("pingMs", options.sessions.pingInterval.milliseconds),
            ("pongMs", options.sessions.pongDeadline.milliseconds),
            ("stallMs", options.sessions.stallDeadline.milliseconds),
        ]
    }

    /// Whether a message may be looked at; otherwise it was answered.
    func isWithinRate(_ session: Session, _ text: [UInt8]) -> Bool {
        let rate = options.sessions.messagesPerSecond
        switch session.allowance.ask(messagesPerSecond: rate, now: EventLoop.now) {
        case .take: return true
        case .refuse(let milliseconds):
            metrics.rateLimited()
            var problem = Problem(
                429, "rate.limited", "a connection may send \(rate) messages a second: this one was not looked at")
            problem.retryAfterMilliseconds = milliseconds
            session.send(ServerMessage.error(id: ClientMessage.id(in: text), problem))
        case .close: session.connection.close(.tooMuch)
        }
        return false
    }

    /// Whether one more channel may be followed; otherwise that was answered.
    func hasRoom(_ session: Session, for channel: String, _ request: ClientMessage.Subscribe) -> Bool {
        let limit = options.sessions.subscriptions
        guard session.subscriptions.count >= limit, session.subscriptions[channel] == nil else { return true }
        let problem = Problem(
            429, "subscription.limit", "a connection may follow \(limit) channels, and \(channel) would be one more")
        session.send(ServerMessage.error(id: request.id, problem))
        return false
    }

    /// Ends those that have accepted nothing for too long.
    func closeStalled() {
        let (deadline, now) = (options.sessions.stallDeadline, EventLoop.now)
        for session in blocked.stalled(for: deadline, at: now) { session.connection.close(.tooSlow) }
        for feed in feeds.values where feed.isStalled(for: deadline, at: now) { feed.drop() }
    }
}

extension Duration {
    var milliseconds: Int { Int(self / .milliseconds(1)) }
}
