import WebServer

/// What a subscription is sent before it goes on from the ring, piece by piece as the socket takes it. Used on the shard's
/// loop only.
protocol Prelude: AnyObject {
    /// The next message of it, and how many records are in that; nil when all of it was sent.
    func next(limit: Int, in fanout: ChannelFanout) -> (frame: FrameBuffer, records: Int)?
    /// All of it was sent, or nobody wants it any more.
    func finish()
}

extension Past: Prelude {
    func next(limit: Int, in fanout: ChannelFanout) -> (frame: FrameBuffer, records: Int)? {
        guard !rest.isEmpty else { return nil }
        let (frame, considered) = fanout.frame(ofPast: self, limit: limit)
        advance(by: considered)
        return (frame, considered)
    }
}
