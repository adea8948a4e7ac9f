import Kafka

/// Offsets at the end of a partition that hold no record: a transaction's marker, or what compaction has taken.
extension RecordLoop {
    /// Once all that was read is done, the group's place is where its partitions end. Without that it would stand before
    /// such an offset, with a lag of one that nobody can ever work off.
    func passEnds() {
        guard !ends.isEmpty, line.isEmpty, merge.count == 0 else { return }
        for (partition, end) in ends where goingBack[partition] == nil {
            guard let position = positions[partition], position < end else { continue }
            positions[partition] = end
            uncommitted[partition] = end
        }
        ends.removeAll(keepingCapacity: true)
    }
}
