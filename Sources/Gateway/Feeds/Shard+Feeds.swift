import EventLoop
import Fanout
import WebServer

/// Event streams.
extension Shard {
    func openFeed(
        _ stream: EventStream, _ follows: [(fanout: ChannelFanout, from: StartingPoint, filter: RecordFilter)],
        _ identity: Identity?
    ) {
        let feed = EventFeed(stream: stream, metrics: metrics)
        feeds[ObjectIdentifier(feed)] = feed
        limit(feed, to: identity)
        if keepAliveTimer == nil {
            keepAliveTimer = loop.schedule(after: .seconds(15), repeating: .seconds(15)) { [weak self] in
                self?.assumeIsolated { shard in for feed in shard.feeds.values { feed.keepAlive() } }
            }
        }
        stream.onWritable = { [unowned feed] in feed.serve() }
        stream.onClosed = { [weak self, unowned feed] in
            self?.assumeIsolated { shard in
                feed.close()
                shard.feeds[ObjectIdentifier(feed)] = nil
            }
        }
        beginWhenSettled(feed, follows)
    }

    func begin(
        _ feed: EventFeed, _ follows: [(fanout: ChannelFanout, from: StartingPoint, filter: RecordFilter)]
    ) {
        // All of them before the first is served: an event's id names every channel.
        let begun = follows.map { (feed.follow($0.fanout, from: $0.from, filter: $0.filter), $0.from) }
        for (follow, from) in begun {
            if !follow.fanout.holds(from, follow.placement, in: follow.view), let start = HistoryStart(from) {
                catchUp(follow, from: start)
            } else {
                if let gap = follow.placement.gap { feed.tell(gap, of: follow.fanout) }
                follow.join(follow.placement)
            }
        }
    }
}
