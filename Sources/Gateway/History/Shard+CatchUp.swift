import Fanout

/// Followers that begin before the ring does: what is missing is read from Kafka, chunk by chunk as the client takes it,
/// and joined to the ring by the resume rules, so without a hole and without a double.
extension Shard {
    func catchUp(_ follower: any LateFollower, from: HistoryStart) {
        let fanout = follower.fanout
        let filter = follower.filter
        Task {
            var budget = shared.history.limits.forSubscription
            var cursor = Cursor(epoch: fanout.start.epoch, positions: Positions())
            do throws(HistoryError) {
                let beginning = try await shared.history.beginning(from, filter, in: fanout.scope, &budget)
                cursor.positions = beginning.positions
                guard follower.isWanted else { return }
                follower.begin(at: cursor)
                if beginning.unseen > 0 {
                    follower.tell(Gap(reason: .limit, missed: beginning.unseen), at: cursor)
                }
            } catch {
                if follower.isWanted { follower.fail(Problem(error)) }
                return
            }
            while !budget.isSpent {
                let scope = fanout.scope
                let range = HistoryRange(
                    topic: scope.topic, offsets: scope.beforeRing(scope.ranges(from: cursor.positions)))
                if range.isEmpty { break }
                let chunk: HistoryChunk
                do throws(HistoryError) {
                    chunk = try await shared.history.read(range.piece(most: shared.history.limits.chunk))
                } catch {
                    guard follower.isWanted else { return }
                    if case .busy(let milliseconds) = error {
                        // It has begun: it waits for its turn, as long as its time lasts.
                        try? await Task.sleep(for: .milliseconds(milliseconds))
                        continue
                    }
                    follower.fail(Problem(error))
                    break
                }
                guard follower.isWanted else { return }
                let before = cursor.positions
                for (partition, position) in chunk.end.known { cursor.positions[partition] = position }
                if chunk.lost > 0 {
                    // What the chunk holds comes behind the gap: its cursor must not be.
                    var place = Cursor(epoch: cursor.epoch, positions: before)
                    let start = chunk.batch?.positionsBefore ?? chunk.end
                    for (partition, position) in start.known { place.positions[partition] = position }
                    follower.tell(Gap(reason: .retention, missed: chunk.lost), at: place)
                }
                guard let batch = chunk.batch else { continue }
                budget.spend(batch.entries.count)
                await withCheckedContinuation { continuation in
                    follower.send(Past(batch: batch, after: before, filter: filter, end: continuation))
                }
            }
            guard follower.isWanted else { return }
            let placement = fanout.place(.cursor(cursor))
            if let gap = placement.gap {
                var cursor = fanout.cursor(at: placement.sequence)
                cursor.positions = cursor.positions.reaching(placement.skip)
                follower.tell(gap, at: cursor)
            }
            follower.join(placement)
        }
    }
}
