import Fanout

/// One client on one channel: a place in the ring. Used on the shard's loop only.
final class Subscription {
    unowned let session: Session
    let fanout: ChannelFanout
    /// The next record of the channel's sequence that this client is owed.
    var next: UInt64
    /// What it has already of what follows; see ``Placement/skip``. Empty once it has joined the others.
    var skip: [Int32: Int64]
    /// False until it has been answered, with its snapshot where it gets one.
    var isLive = false
    /// Its place in the channel's list.
    var index: Int?

    init(session: Session, fanout: ChannelFanout, placement: Placement) {
        self.session = session
        self.fanout = fanout
        next = placement.sequence
        skip = placement.skip
    }
}
