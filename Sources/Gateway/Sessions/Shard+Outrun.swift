import Fanout

/// Who comes from another gateway may be ahead of what this one has read, by a moment. That looks as if the topic had been
/// made anew, and only Kafka knows: it is asked how far the topic goes before anybody is told of a `reset`.
extension Shard {
    /// Begins a subscription when it is known whether its place may lie in the channel: at once, most of the time.
    /// Otherwise another `subscribe` or `unsubscribe` may come first, and take its place.
    func beginWhenSettled(
        _ session: Session, _ fanout: ChannelFanout, from: StartingPoint, _ request: ClientMessage.Subscribe
    ) {
        let name = fanout.channel.name
        session.giveUpTurn(on: name)
        guard fanout.isOutrun(by: from) else { return begin(session, fanout, from: from, request) }
        let turn = session.takeTurn(on: name)
        Task { [weak session] in
            let failure = await settle(from, in: fanout)
            guard let session, session.isTurn(turn, on: name) else { return }
            if let failure { return session.send(ServerMessage.error(id: request.id, Problem(failure))) }
            begin(session, fanout, from: from, request)
        }
    }

    /// The same for a feed, which ends where Kafka does not say: it comes back by itself.
    func beginWhenSettled(
        _ feed: EventFeed, _ follows: [(fanout: ChannelFanout, from: StartingPoint, filter: RecordFilter)]
    ) {
        guard follows.contains(where: { $0.fanout.isOutrun(by: $0.from) }) else { return begin(feed, follows) }
        Task { [weak feed] in
            var failure: HistoryError?
            for follow in follows where failure == nil { failure = await settle(follow.from, in: follow.fanout) }
            guard let feed, feeds[ObjectIdentifier(feed)] === feed else { return }
            if failure == nil { begin(feed, follows) } else { feed.end() }
        }
    }

    /// Waits until it is known; all who wait on a channel share the question.
    ///
    /// - Returns: an error where Kafka does not say.
    private func settle(_ from: StartingPoint, in fanout: ChannelFanout) async -> HistoryError? {
        guard case .cursor(let cursor) = from, fanout.isOutrun(by: from) else { return nil }
        return await withCheckedContinuation { continuation in
            fanout.unsettled.append((cursor, continuation))
            if fanout.unsettled.count == 1 { Task { await askForAll(in: fanout) } }
        }
    }

    private func askForAll(in fanout: ChannelFanout) async {
        while !fanout.unsettled.isEmpty {
            let asked = fanout.unsettled
            let failure = await askReach(of: Set(asked.flatMap { fanout.outrun(by: $0.cursor) }), in: fanout)
            fanout.unsettled.removeFirst(asked.count)
            for (_, continuation) in asked { continuation.resume(returning: failure) }
        }
    }

    private func askReach(of partitions: Set<Int32>, in fanout: ChannelFanout) async -> HistoryError? {
        do throws(HistoryError) {
            for partition in partitions.sorted() {
                fanout.topicReaches(try await shared.history.end(of: fanout.scope.place(partition)), in: partition)
            }
            return nil
        } catch {
            return error
        }
    }
}
