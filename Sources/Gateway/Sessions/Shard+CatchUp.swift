import EventLoop
import Fanout
import Kafka

/// Subscriptions that begin before the ring does: what is missing is read from Kafka, chunk by chunk as the client takes
/// it, and joined to the ring by the resume rules, so without a hole and without a double.
extension Shard {
    /// Most records, and longest time, for one subscription's way to the ring; then the rest is a gap.
    private static let (mostRecords, longest) = (100_000, Duration.seconds(60))

    func catchUp(
        _ session: Session, _ subscription: Subscription, from: StartingPoint, _ request: ClientMessage.Subscribe
    ) {
        let fanout = subscription.fanout
        Task { [weak session] in
            var cursor: Cursor
            do throws(HistoryError) {
                cursor = try await beginning(from, in: fanout)
            } catch {
                guard let session, session.follows(subscription) else { return }
                session.send(ServerMessage.error(id: request.id, Problem(error)))
                session.unsubscribe(fanout.channel.name)
                return
            }
            session?.send(ServerMessage.subscribed(id: request.id, channel: fanout.channel.name, cursor: cursor))
            var budget = Self.mostRecords
            let deadline = EventLoop.now + Self.longest
            while budget > 0, EventLoop.now < deadline {
                let range = HistoryRange(
                    topic: fanout.channel.name, from: cursor.positions, to: fanout.ring.startPositions)
                if range.isEmpty { break }
                let chunk: HistoryChunk
                do throws(HistoryError) {
                    chunk = try await history.read(range)
                } catch {
                    guard let session, session.follows(subscription) else { return }
                    session.send(ServerMessage.error(id: request.id, Problem(error)))
                    break
                }
                guard let session, session.follows(subscription) else { return }
                let before = cursor.positions
                for (partition, position) in chunk.end.known { cursor.positions[partition] = position }
                if chunk.lost > 0 {
                    tell(session, Gap(reason: .retention, missed: chunk.lost), fanout, cursor)
                }
                guard let batch = chunk.batch else { continue }
                budget -= batch.entries.count
                await withCheckedContinuation { continuation in
                    subscription.past = Past(
                        batch: batch, after: before, filter: request.filter, end: continuation)
                    session.servePast(subscription)
                }
            }
            guard let session, session.follows(subscription) else { return }
            let placement = fanout.place(.cursor(cursor))
            subscription.join(placement)
            if let gap = placement.gap {
                var cursor = fanout.cursor(at: placement.sequence)
                cursor.positions = cursor.positions.reaching(placement.skip)
                tell(session, gap, fanout, cursor)
            }
            subscription.isLive = true
            session.serve(subscription)
        }
    }

    /// The position that a client asks to begin at.
    private func beginning(_ from: StartingPoint, in fanout: ChannelFanout) async throws(HistoryError) -> Cursor {
        switch from {
        case .cursor(let cursor): return cursor
        case .since(let milliseconds):
            var positions = Positions()
            for (partition, _) in fanout.ring.endPositions.known {
                let place = TopicPartition(topic: fanout.channel.name, partition: partition)
                let offset = try await history.offset(of: place, since: milliseconds)
                positions[partition] = Positions.Position(offset: offset)
            }
            return Cursor(epoch: fanout.start.epoch, positions: positions)
        default: return Cursor(epoch: fanout.start.epoch, positions: fanout.start.logStart)
        }
    }

    private func tell(_ session: Session, _ gap: Gap, _ fanout: ChannelFanout, _ cursor: Cursor) {
        metrics.gap(gap.reason)
        session.send(ServerMessage.gap(gap, channel: fanout.channel.name, cursor: cursor))
    }
}

extension Problem {
    init(_ error: HistoryError) {
        switch error {
        case .busy(let milliseconds):
            self.init(
                503, "history.busy", "too many clients are reading history: try again in \(milliseconds) ms",
                headers: ["Retry-After": "\((milliseconds + 999) / 1000)"])
            retryAfterMilliseconds = milliseconds
        case .failed(let reason): self.init(503, "history.failed", "Kafka did not answer: \(reason)")
        }
    }
}
