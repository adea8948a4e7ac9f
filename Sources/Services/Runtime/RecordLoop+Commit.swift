import EventLoop
import Kafka

extension RecordLoop {
    /// Commits what is done, one commit at a time: what is done meanwhile goes together with the next.
    ///
    /// One that fails (a rebalance is going on, the coordinator is away) is tried again a second later. If it never
    /// succeeds the records come again, and what was decided about them stands.
    func commitWhatIsDone() {
        guard commit == nil, !uncommitted.isEmpty, EventLoop.now >= nextCommit else { return }
        let offsets = uncommitted
        commit = Task {
            do {
                try await consumer.commit(offsets)
                for (partition, offset) in offsets where self.uncommitted[partition] == offset {
                    self.uncommitted[partition] = nil
                }
            } catch {
                logger.debug("a commit failed: \(error)")
                self.nextCommit = EventLoop.now + .seconds(1)
            }
            self.commit = nil
            self.commitWhatIsDone()
        }
    }
}
