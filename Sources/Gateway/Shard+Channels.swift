import Fanout

/// What becomes of followers when a channel begins, begins again, or cannot be served.
extension Shard {
    /// The channel begins. Who followed it before followed a topic that is gone: once what there is of the new one has
    /// come, they are told and go on with that.
    func begin(_ channel: Channel, at start: ChannelStart) {
        let before = fanouts[channel.name]
        unavailable[channel.name] = nil
        fanouts[channel.name] = ChannelFanout(
            channel: channel, start: start, limits: channel.history ?? options.history)
        guard let before else { return }
        restarting[channel.name, default: []] += before.subscriptions.map { subscription in
            let follower = Follower(
                session: subscription.session, filter: subscription.view?.filter ?? RecordFilter(),
                conflates: subscription.conflates)
            follower.session.unsubscribe(channel.name)
            return follower
        }
        // A feed comes back by itself, with its last id, and is told then.
        for feed in before.followingFeeds { feed.end() }
    }

    /// What was there of the channel at its beginning has come.
    func filled(_ channel: String) {
        guard let fanout = fanouts[channel] else { return }
        fanout.isFilled = true
        fanout.passOver()
        for follower in restarting.removeValue(forKey: channel) ?? [] { restart(follower, on: fanout) }
        let waited = waiting.filter { $0.request.channels == [channel] }
        waiting.removeAll { $0.request.channels == [channel] }
        for (session, request) in waited { subscribe(session, request) }
    }

    /// The channel cannot be served for now: who waits for it is told. Who follows it already stays.
    func note(_ channel: String, unavailable reason: String) {
        unavailable[channel] = reason
        let waited = waiting.filter { $0.request.channels == [channel] }
        waiting.removeAll { $0.request.channels == [channel] }
        for (session, request) in waited { subscribe(session, request) }
    }

    /// The channel as somebody may follow it now.
    ///
    /// - Returns: nil where it has to be waited for, because the broker has not been reached yet.
    /// - Throws: `channel.unknown`, `channel.unavailable`.
    func servedChannel(_ name: String) throws(Problem) -> ChannelFanout? {
        if unavailable[name] == nil, let fanout = fanouts[name] { return fanout.isFilled ? fanout : nil }
        guard options.channels.contains(where: { $0.name == name }) else {
            throw .unknown(channel: name, among: options.channels.map(\.name).sorted())
        }
        guard let reason = unavailable[name] else { return nil }
        throw Problem(
            503, "channel.unavailable", "\(reason); try again later", headers: ["Retry-After": "2"], retryAfter: 2000)
    }

    /// The channel as somebody reads it who does not wait.
    ///
    /// - Throws: as ``servedChannel(_:)``, and `gateway.starting` where it would have to be waited for.
    func readableChannel(_ name: String) throws(Problem) -> ChannelFanout {
        guard let fanout = try servedChannel(name) else { throw .starting }
        return fanout
    }

    private func restart(_ follower: Follower, on fanout: ChannelFanout) {
        let session = follower.session
        // It may have gone meanwhile, or have asked for the channel anew.
        guard sessions[ObjectIdentifier(session)] === session, session.subscriptions[fanout.channel.name] == nil
        else { return }
        let placement = Placement(sequence: fanout.channel.hasSnapshot ? fanout.ring.end : fanout.ring.start)
        let subscription = session.subscribe(
            to: fanout, at: placement, filter: follower.filter, conflates: follower.conflates)
        metrics.gap(.reset)
        session.send(
            ServerMessage.gap(
                Gap(reason: .reset, missed: nil), channel: fanout.channel.name,
                cursor: fanout.cursor(at: placement.sequence)))
        guard !fanout.channel.hasSnapshot else { return sendSnapshot(for: subscription, to: session) }
        subscription.goLive()
    }
}

/// Somebody whose channel begins again.
struct Follower {
    let session: Session
    let filter: RecordFilter
    let conflates: Bool
}
