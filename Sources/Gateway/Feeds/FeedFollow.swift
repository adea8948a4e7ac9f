import Fanout

/// One channel of an ``EventFeed``: a place in its ring, or on the way there. Used on the shard's loop only.
final class FeedFollow: LateFollower {
    let fanout: ChannelFanout
    let filter: RecordFilter
    /// What it may see; nil is everything.
    let view: FilteredView?
    private weak var feed: EventFeed?
    /// Where the ring has placed it at first.
    let placement: Placement
    /// The next record of the channel's sequence.
    private(set) var next: UInt64
    /// See ``Placement/skip``.
    private(set) var skip: [Int32: Int64]
    /// What it is sent from Kafka before it goes on from the ring.
    private(set) var past: Past?
    /// Whether it reads from the ring.
    private(set) var isLive = false
    /// Where a late one stands, once that is known.
    private var reached: Cursor?

    init(_ fanout: ChannelFanout, of feed: EventFeed, from: StartingPoint, filter: RecordFilter) {
        self.fanout = fanout
        self.feed = feed
        self.filter = filter
        view = fanout.view(of: filter)
        placement = fanout.place(from, in: view)
        next = placement.sequence
        skip = placement.skip
    }

    /// What resumes behind all that was written; nil while it is not known where to begin.
    var cursor: Cursor? {
        guard isLive else { return reached }
        var cursor = fanout.cursor(at: next)
        cursor.positions = cursor.positions.reaching(skip)
        return cursor
    }

    /// Gives what comes next from Kafka to `body`, at most `count` records, and moves on.
    func takePast(_ count: Int, _ body: (RecordEntry, [UInt8]) -> Void) {
        guard let past else { return }
        let places = past.rest.prefix(count)
        for place in places { past.ring.withRecord(at: place, body) }
        past.advance(by: places.count)
        reached?.positions = past.reached
    }

    /// Gives what comes next in the ring to `body`, after looking at no more than `count` records, and moves on.
    func takeLive(_ count: Int, _ body: (RecordEntry, [UInt8]) -> Void) {
        let (ring, skip) = (fanout.ring, skip)
        func take(_ entry: RecordEntry, _ bytes: [UInt8]) {
            if entry.offset >= skip[entry.partition] ?? 0 { body(entry, bytes) }
        }
        guard let view else {
            let end = min(ring.end, next + UInt64(count))
            var left = count
            ring.forEach(from: next) { entry, bytes in
                take(entry, bytes)
                left -= 1
                return left > 0
            }
            return move(to: end)
        }
        view.trim(before: ring.start)
        let places = view.places(from: view.ordinal(at: next)).prefix(count)
        for place in places { ring.withRecord(at: place, take) }
        move(to: places.count < count ? ring.end : places.last.map { $0 + 1 } ?? ring.end)
    }

    /// Moves on to what the ring still holds.
    func moveToRing() { move(to: fanout.ring.start) }

    private func move(to sequence: UInt64) {
        next = sequence
        if !skip.isEmpty { skip = fanout.ring.remaining(skip, at: next) }
    }

    /// Lets the past go: it was sent, or the feed has ended.
    func finishPast() {
        let past = past
        self.past = nil
        past?.finish()
    }

    /// The feed has ended.
    func end() {
        finishPast()
        if let view { fanout.release(view) }
    }

    // MARK: LateFollower

    var isWanted: Bool { feed?.follows(self) ?? false }

    func begin(at cursor: Cursor) { reached = cursor }

    func send(_ past: Past) {
        self.past = past
        feed?.serve()
    }

    func tell(_ gap: Gap, at cursor: Cursor) { feed?.tell(gap, of: fanout) }

    func fail(_ problem: Problem) { feed?.fail(problem) }

    func join(_ placement: Placement) {
        isLive = true
        skip = placement.skip
        move(to: placement.sequence)
        feed?.serve()
    }
}
