import Fanout
import WebServer

extension FrameBuffer: FrameSink {
    public func append(_ bytes: Span<UInt8>) { append(contentsOf: bytes) }
}

/// One channel on one shard: its ring, the frame that clients at the same place share, and who follows it.
///
/// Used on the shard's loop only.
final class ChannelFanout {
    let channel: Channel
    let start: ChannelStart
    private(set) var ring: ChannelRing
    private var builder: FrameBuilder<FrameBuffer>
    private var subscriptions: [Subscription] = []
    private var feeds: [ObjectIdentifier: EventFeed] = [:]

    init(channel: Channel, start: ChannelStart, limits: ChannelRing.Limits) {
        self.channel = channel
        self.start = start
        ring = ChannelRing(limits: limits, positions: start.positions)
        builder = FrameBuilder(channel: channel.name, epoch: start.epoch, sink: FrameBuffer(capacity: 128 * 1024))
    }

    func append(_ batch: RecordBatch) { ring.append(batch) }

    func place(_ from: StartingPoint) -> Placement { ring.place(from, epoch: start.epoch, logStart: start.logStart) }

    /// What a client holds that has read up to `sequence`.
    func cursor(at sequence: UInt64) -> Cursor { Cursor(epoch: start.epoch, positions: ring.positions(at: sequence)) }

    // MARK: Followers

    var subscriptionCount: Int { subscriptions.count }

    func add(_ subscription: Subscription) {
        subscription.index = subscriptions.count
        subscriptions.append(subscription)
    }

    /// The last one takes the place of the one that leaves.
    func remove(_ subscription: Subscription) {
        guard let index = subscription.index else { return }
        subscription.index = nil
        let last = subscriptions.removeLast()
        guard last !== subscription else { return }
        subscriptions[index] = last
        last.index = index
    }

    func add(_ feed: EventFeed) { feeds[ObjectIdentifier(feed)] = feed }

    func remove(_ feed: EventFeed) { feeds[ObjectIdentifier(feed)] = nil }

    /// Gives every follower that is not blocked all that it is owed.
    ///
    /// Backwards, because a write that fails takes its subscription out: the last one then stands where it was, and has
    /// been served.
    func flush() {
        for index in subscriptions.indices.reversed() where index < subscriptions.count {
            let subscription = subscriptions[index]
            if subscription.isLive, !subscription.session.isBlocked { subscription.session.serve(subscription) }
        }
        for feed in feeds.values { feed.serve() }
    }

    // MARK: Frames

    /// Builds the next frame for a client at `sequence`; see ``FrameBuilder``.
    func frame(from sequence: UInt64, limit: Int) -> (FrameBuffer, to: UInt64) {
        let to = builder.build(ring, from: sequence, limit: limit)
        return (builder.sink, to)
    }

    /// Builds the next frame for a client that resumes and has some of what follows; nil where none of it is new.
    func frame(from sequence: UInt64, skip: [Int32: Int64], limit: Int) -> (FrameBuffer?, to: UInt64) {
        let (to, isEmpty) = builder.build(ring, from: sequence, skip: skip, limit: limit)
        return (isEmpty ? nil : builder.sink, to)
    }
}
