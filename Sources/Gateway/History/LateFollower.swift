import Fanout

/// Somebody who follows a channel and begins before its ring does: first comes what Kafka has, in pieces, then the ring.
/// Used on the shard's loop only.
protocol LateFollower: AnyObject {
    var fanout: ChannelFanout { get }
    /// Which records it wants.
    var filter: RecordFilter { get }
    /// False once it has ended or was replaced, which may happen during any await.
    var isWanted: Bool { get }
    /// It is known where it begins.
    func begin(at cursor: Cursor)
    /// Sends a piece as fast as the socket takes it, and finishes it then.
    func send(_ past: Past)
    func tell(_ gap: Gap, at cursor: Cursor)
    /// Kafka could not be read.
    func fail(_ problem: Problem)
    /// Goes on from the ring.
    func join(_ placement: Placement)
}
