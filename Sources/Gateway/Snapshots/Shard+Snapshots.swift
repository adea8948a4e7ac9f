import Fanout

/// Subscriptions that begin with a channel's state.
extension Shard {
    /// Sends the state, then what came since. Who is to be answered with `subscribed` hears that first: its cursor is the
    /// snapshot's.
    ///
    /// - Parameter request: which is answered; nil where the snapshot comes by itself.
    func sendCompacted(
        for subscription: Subscription, to session: Session, request: ClientMessage.Subscribe? = nil, gap: Gap? = nil
    ) {
        let fanout = subscription.fanout
        subscription.leaveRing()
        Task { [weak session] in
            guard let image = await image(of: fanout) else { return }
            guard let session, session.follows(subscription) else { return }
            let channel = fanout.channel.name
            if let request {
                session.send(ServerMessage.subscribed(id: request.id, channel: channel, cursor: image.cursor))
            }
            if let gap {
                metrics.gap(gap.reason)
                session.send(ServerMessage.gap(gap, channel: channel, cursor: image.cursor))
            }
            let filter = subscription.view?.filter ?? RecordFilter()
            await withCheckedContinuation { continuation in
                subscription.past = CompactedSnapshot(image, filter: filter, end: continuation)
                session.servePast(subscription)
            }
            // A shard may be a moment behind.
            while session.follows(subscription), fanout.ring.end < image.sequence {
                try? await Task.sleep(for: .milliseconds(1))
            }
            guard session.follows(subscription) else { return }
            catchUp(
                LateSubscription(
                    subscription, of: session, id: request?.id, filter: filter, metrics: metrics, hasBegun: true),
                from: .cursor(image.cursor))
        }
    }

    /// The state of a channel; nil where nobody keeps it, or the channel has begun anew meanwhile.
    private func image(of fanout: ChannelFanout) async -> SnapshotKeeper.Image? {
        let (channel, number) = (fanout.channel.name, fanout.start.number)
        while let snapshots = shared.snapshots, fanouts[channel] === fanout, !Task.isCancelled {
            if let image = await snapshots.image(of: channel, number: number) { return image }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }
}
