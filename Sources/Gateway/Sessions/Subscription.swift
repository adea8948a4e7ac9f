import Fanout

/// One client on one channel: a place in the ring. Used on the shard's loop only.
final class Subscription {
    unowned let session: Session
    let fanout: ChannelFanout
    /// What it wants; nil is everything.
    let view: FilteredView?
    /// Whether it rather misses records than comes late: see ``ChannelRing/newest(of:)``.
    let conflates: Bool
    /// The next record of the channel's sequence to be considered.
    private(set) var next: UInt64
    /// The same as an ordinal of the view.
    private(set) var ordinal = 0
    /// What it has already of what follows; see ``Placement/skip``. Empty once it has joined the others.
    private(set) var skip: [Int32: Int64]
    /// False until it has been answered, with its snapshot where it gets one, and has come to the ring.
    private(set) var isLive = false
    /// What it is owed to be told once it is live, and the ring's end when that came up.
    private var untold: (gap: Gap, at: UInt64)?
    /// What it is being sent from Kafka before it goes on from the ring.
    var past: (any Prelude)?
    /// The second in which it was last told where it stands, and whether it has got something since without.
    var placeTold: Int64 = 0
    var owesPlace = false
    /// Its place in the list that it is in.
    var index: Int?

    init(session: Session, fanout: ChannelFanout, view: FilteredView?, conflates: Bool, placement: Placement) {
        self.session = session
        self.fanout = fanout
        self.view = view
        self.conflates = conflates
        next = placement.sequence
        skip = placement.skip
        if let view { ordinal = view.ordinal(at: next) }
    }

    /// Goes on as `placement` says: what came before it has been sent.
    func join(_ placement: Placement) {
        skip = placement.skip
        move(to: placement.sequence)
    }

    /// Gets what it wants from somewhere else now, until ``goLive()``.
    func leaveRing() { isLive = false }

    /// Gets what comes from the ring, from its place on.
    func goLive() {
        isLive = true
        // What was lost before its place it has been told already, by whoever read that part.
        if let (gap, place) = untold, next <= place { tell(gap) }
        untold = nil
        session.serve(self)
    }

    /// Tells of records that no ring ever held, with the place behind what it has been given. On its way to the ring it
    /// is told of them later: it would take the ring's place for its own, and lose what lies between if it came back
    /// from there.
    func tell(_ gap: Gap) {
        guard isLive else {
            let missed = (untold?.gap.missed ?? 0) + (gap.missed ?? 0)
            untold = (Gap(reason: gap.reason, missed: missed), fanout.ring.end)
            return
        }
        session.tell(gap, of: self)
    }

    /// What resumes behind all that it was given. It has some of what follows where it came from another gateway: a cursor
    /// never goes back behind that.
    var cursor: Cursor {
        var cursor = fanout.cursor(at: next)
        cursor.positions = cursor.positions.reaching(skip)
        return cursor
    }

    /// Whether something is there for it.
    var isOwed: Bool { view.map { ordinal < $0.end } ?? (next < fanout.ring.end) }

    /// Records that are gone from the ring and were for it.
    var missed: Int {
        guard let view else { return next < fanout.ring.start ? Int(fanout.ring.start - next) : 0 }
        view.trim(before: fanout.ring.start)
        return max(0, view.start - ordinal)
    }

    /// Goes on at `sequence`.
    func move(to sequence: UInt64) {
        next = sequence
        if let view { ordinal = view.ordinal(at: sequence) }
        if !skip.isEmpty { skip = fanout.ring.remaining(skip, at: sequence) }
    }
}
