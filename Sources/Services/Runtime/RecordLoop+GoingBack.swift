import EventLoop
import Kafka

/// A partition that is read again from an earlier offset, for a replay.
extension RecordLoop {
    /// What it reads now.
    var owned: [TopicPartition] { assignment.keys.sorted() }

    /// Has a partition read again from `offset` on, and the group go on from there whoever reads it.
    ///
    /// What waits of it or is in hand counts as read under an assignment that is over, so that nothing of it moves the
    /// group's place forward again.
    /// - Parameter reached: the offset of the next record that would have come, later than `offset`.
    /// - Returns: false where the partition has gone to another instance meanwhile.
    func goBack(_ partition: TopicPartition, from reached: Int64, to offset: Int64) async -> Bool {
        guard assignment[partition] != nil, !isStopping else { return false }
        lastAssignment += 1
        let number = lastAssignment
        assignment[partition] = number
        merge.assign(partition)
        goingBack[partition] = reached
        uncommitted[partition] = nil
        ends[partition] = nil
        positions[partition] = offset
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        while assignment[partition] == number, !isStopping {
            do {
                // First for all others: whoever got the partition now would go on from there.
                try await consumer.commit([partition: offset])
                try await consumer.seek(partition, to: .offset(offset))
                guard assignment[partition] == number else { return false }
                goingBack[partition] = nil
                return true
            } catch {
                logger.debug("a partition was not sent back yet: \(error)")
                try? await Task.sleep(for: backoff.next())
            }
        }
        return false
    }

    /// Whether a record was fetched before its partition was sent back: it comes again.
    func isFromBeforeGoingBack(_ record: KafkaRecord) -> Bool {
        guard let reached = goingBack[record.topicPartition] else { return false }
        if record.offset >= reached { return true }
        goingBack[record.topicPartition] = nil
        return false
    }
}
