import Fanout

/// A subscription on its way to the ring.
final class LateSubscription: LateFollower {
    private weak var session: Session?
    private let subscription: Subscription
    /// Of the `subscribe`.
    private let id: String?
    private let metrics: GatewayMetrics
    let filter: RecordFilter
    private var hasBegun: Bool

    init(
        _ subscription: Subscription, of session: Session, id: String?, filter: RecordFilter, metrics: GatewayMetrics,
        hasBegun: Bool = false
    ) {
        self.session = session
        self.subscription = subscription
        self.id = id
        self.filter = filter
        self.metrics = metrics
        self.hasBegun = hasBegun
    }

    var fanout: ChannelFanout { subscription.fanout }

    var isWanted: Bool { session?.follows(subscription) ?? false }

    func begin(at cursor: Cursor) {
        guard !hasBegun else { return }
        hasBegun = true
        session?.send(ServerMessage.subscribed(id: id, channel: fanout.channel.name, cursor: cursor))
    }

    func send(_ past: Past) {
        subscription.past = past
        session?.servePast(subscription)
    }

    func tell(_ gap: Gap, at cursor: Cursor) {
        metrics.gap(gap.reason)
        session?.send(ServerMessage.gap(gap, channel: fanout.channel.name, cursor: cursor))
    }

    /// One that has not begun does not; another goes on from the ring, and is told what it missed.
    func fail(_ problem: Problem) {
        session?.send(ServerMessage.error(id: id, problem))
        if !hasBegun { session?.unsubscribe(fanout.channel.name) }
    }

    func join(_ placement: Placement) {
        subscription.join(placement)
        subscription.goLive()
    }
}
