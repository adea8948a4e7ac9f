import EventLoop
import Fanout
import Foundation
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
    /// Whether the records that were there at its beginning have all come.
    var isFilled = false
    /// For the messages of a compacted snapshot.
    private(set) lazy var snapshotBuffer = FrameBuffer()
    private(set) var ring: ChannelRing
    private var builder: FrameBuilder<FrameBuffer>
    private var chain = FrameChain<SharedFrame>(bytes: ChannelFanout.chainBytes)
    /// The second in which a frame of the chain last told where clients stand.
    private var placeTold: Int64 = 0
    /// Who wants every record.
    private var everything = SubscriptionList()
    /// Who wants what a filter lets through, by its view.
    private var filters = FilterTable()
    private var filtered: [ObjectIdentifier: SubscriptionList] = [:]
    /// Views that grew since the last flush.
    private var grown: [ObjectIdentifier] = []
    private var feeds: [ObjectIdentifier: EventFeed] = [:]
    private var round = FlushRound()
    /// Who was not blocked was given everything up to here.
    private var served: UInt64 = 0
    /// What has come since the last flush: how many records, and the time of the first.
    private var unflushed: (records: Int, since: Int64) = (0, 0)

    /// Bytes of frames that are kept for those who are late.
    private static let chainBytes = 4 << 20
    /// Bytes of frames from which on no more are written at once.
    private static let writeBytes = 256 << 10
    /// Partitions up to which every frame has a cursor.
    static let narrow = 16
    private let isWide: Bool

    /// Who waits until it is known how far the topic goes: see `Shard.settle`.
    var unsettled: [(cursor: Cursor, continuation: CheckedContinuation<HistoryError?, Never>)] = []

    init(channel: Channel, start: ChannelStart, limits: ChannelRing.Limits) {
        isWide = start.positions.known.count > Self.narrow
        self.channel = channel
        self.start = start
        ring = ChannelRing(limits: limits, positions: start.positions)
        builder = FrameBuilder(channel: channel.name, epoch: start.epoch, sink: FrameBuffer(capacity: 128 * 1024))
    }

    func append(_ batch: RecordBatch) {
        ring.append(batch)
        if unflushed.records == 0 { unflushed.since = batch.entries.first?.timestamp ?? 0 }
        unflushed.records += batch.entries.count
        for view in filters.take(batch) where grown.last != ObjectIdentifier(view) {
            grown.append(ObjectIdentifier(view))
        }
    }

    func place(_ from: StartingPoint) -> Placement { ring.place(from, epoch: start.epoch, logStart: start.logStart) }

    /// The same for who wants what a view has.
    func place(_ from: StartingPoint, in view: FilteredView?) -> Placement {
        guard let view, case .last(let count) = from else { return place(from) }
        return Placement(sequence: view.places(from: max(view.start, view.end - max(count, 0))).first ?? ring.end)
    }

    /// What a client holds that has read up to `sequence`.
    func cursor(at sequence: UInt64) -> Cursor { Cursor(epoch: start.epoch, positions: ring.positions(at: sequence)) }

    /// See ``ChannelRing/outrun(by:)``.
    func outrun(by cursor: Cursor) -> [Int32] { cursor.epoch == start.epoch ? ring.outrun(by: cursor) : [] }

    func isOutrun(by from: StartingPoint) -> Bool {
        if case .cursor(let cursor) = from { !outrun(by: cursor).isEmpty } else { false }
    }

    func topicReaches(_ offset: Int64, in partition: Int32) { ring.topicReaches(offset, in: partition) }

    // MARK: Followers

    /// The view of a filter, for a subscription that is about to be added; nil where it lets everything through.
    func view(of filter: RecordFilter) -> FilteredView? { filter.isEmpty ? nil : filters.view(of: filter, in: ring) }

    func add(_ subscription: Subscription) {
        if let view = subscription.view {
            filtered[ObjectIdentifier(view), default: SubscriptionList()].add(subscription)
        } else {
            everything.add(subscription)
        }
    }

    func remove(_ subscription: Subscription) {
        guard subscription.index != nil else { return }
        guard let view = subscription.view else { return everything.remove(subscription) }
        let id = ObjectIdentifier(view)
        filtered[id]?.remove(subscription)
        if filtered[id]?.count == 0 { filtered[id] = nil }
        filters.release(view)
    }

    /// Gives a view back that was not of a subscription.
    func release(_ view: FilteredView) { filters.release(view) }

    func add(_ feed: EventFeed) { feeds[ObjectIdentifier(feed)] = feed }

    func remove(_ feed: EventFeed) { feeds[ObjectIdentifier(feed)] = nil }

    var subscriptions: [Subscription] { filtered.values.reduce(everything.current) { $0 + $1.current } }

    var followingFeeds: [EventFeed] { Array(feeds.values) }

    /// Begins to give every follower that is owed something, and is not blocked, all of it.
    func beginRound() {
        // Of a round that has not come to its end, the views that are left are in this one, too.
        let left = round.lists.filter { $0 != nil }
        round = FlushRound(
            lists: left + grown.reversed() + [nil], records: round.records + unflushed.records,
            since: round.records > 0 ? round.since : unflushed.since, end: ring.end)
        grown.removeAll(keepingCapacity: true)
        passOver()
    }

    /// Makes room for a batch: what is about to leave the ring is given first to whoever would take it, and has not been
    /// given it because a round is on its way, or rests.
    func makeRoom(for batch: RecordBatch, _ metrics: GatewayMetrics) {
        guard ring.start(adding: batch) > served, served < ring.end else { return }
        beginRound()
        _ = serve(until: .seconds(Int64.max), metrics)
    }

    /// Goes on with that.
    ///
    /// - Parameter deadline: a monotonic time from which on the rest is left for another call.
    /// - Returns: whether everybody has been served.
    func serve(until deadline: Duration, _ metrics: GatewayMetrics) -> Bool {
        var count = 0
        while let view = round.lists.last {
            round.left = min(round.left, (view.map { filtered[$0]?.count ?? 0 } ?? everything.count))
            guard round.left > 0 else {
                round.lists.removeLast()
                round.left = .max
                continue
            }
            round.left -= 1
            guard let subscription = view.map({ filtered[$0]?[round.left] }) ?? everything[round.left] else { continue }
            if subscription.isLive, !subscription.session.isBlocked { subscription.session.serve(subscription) }
            count += 1
            if count % Self.piece == 0, EventLoop.now >= deadline { return false }
        }
        for feed in feeds.values { feed.serve() }
        defer { round = FlushRound() }
        served = max(served, round.end)
        guard round.records > 0, everything.count > 0 || !filtered.isEmpty || !feeds.isEmpty else { return true }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        metrics.flushed(records: round.records, after: round.since < 0 ? nil : now - round.since)
        return true
    }

    /// Followers between two looks at the clock.
    private static let piece = 8

    /// What has come was nobody's to be served at once: it is old already.
    func passOver() { unflushed.records = 0 }

    /// Tells everybody of records that no ring ever held.
    func tell(_ gap: Gap) {
        for subscription in subscriptions { subscription.tell(gap) }
        for feed in feeds.values { feed.tell(gap, of: self) }
    }

    /// Tells those whose filter let nothing through of late how far they are, so that a resume costs them little.
    func tellPlaces() {
        for list in filtered.values {
            for subscription in list.current where subscription.isLive && !subscription.session.isBlocked {
                subscription.session.tellPlace(subscription)
            }
        }
        guard isWide else { return }
        for subscription in everything.current where subscription.isLive && !subscription.session.isBlocked {
            subscription.session.tellPlace(subscription)
        }
    }

    /// Whether the next frame of a subscription says where it stands. Each does; but where there are so many partitions
    /// that this would be most of it, one a second.
    func tellsPlace(to subscription: Subscription) -> Bool {
        guard isWide else { return true }
        let second = EventLoop.now.components.seconds
        subscription.owesPlace = subscription.placeTold == second
        subscription.placeTold = second
        return !subscription.owesPlace
    }

    // MARK: Frames

    /// The frames for a client at `sequence` that gets everything; see ``FrameChain``.
    func frames(from sequence: UInt64, limit: Int) -> FrameChain<SharedFrame>.Run {
        chain.run(from: sequence, ringEnd: ring.end, most: Self.writeBytes) { from, upTo in
            let second = isWide ? EventLoop.now.components.seconds : -1
            let tellsPlace = second != placeTold
            placeTold = isWide ? second : 0
            let to = builder.build(ring, from: from, upTo: upTo, limit: limit, tellsPlace: tellsPlace)
            let frame = SharedFrame(text: builder.sink)
            return FrameChain.Link(frame: frame, end: to, size: frame.length, tellsPlace: tellsPlace)
        }
    }

    /// Builds the next frame for a client at `sequence`; see ``FrameBuilder``.
    func frame(from sequence: UInt64, limit: Int, tellsPlace: Bool) -> (FrameBuffer, to: UInt64) {
        let to = builder.build(ring, from: sequence, limit: limit, tellsPlace: tellsPlace)
        return (builder.sink, to)
    }

    /// Builds the next frame for a client that wants some records, or has some already; nil where none of it is new.
    func frame(
        of places: some Collection<UInt64>, skip: [Int32: Int64], limit: Int, tellsPlace: Bool
    ) -> (FrameBuffer?, to: UInt64, considered: Int) {
        let (to, considered, isEmpty) = builder.build(
            ring, places: places, skip: skip, end: ring.end, limit: limit, tellsPlace: tellsPlace)
        return (isEmpty ? nil : builder.sink, to, considered)
    }

    /// Builds the next frame of a chunk of history.
    func frame(ofPast past: Past, limit: Int) -> (FrameBuffer, considered: Int) {
        let built = builder.build(past.ring, places: past.rest, skip: past.skip, end: past.ring.end, limit: limit)
        return (builder.sink, built.considered)
    }

    /// A frame without records, that only says where the end is, or what a client has that is ahead of it.
    func emptyFrame(skip: [Int32: Int64]) -> FrameBuffer {
        _ = builder.build(ring, places: EmptyCollection(), skip: skip, end: ring.end, limit: 0)
        return builder.sink
    }
}
