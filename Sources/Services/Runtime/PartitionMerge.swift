/// Brings the records of several partitions into the order of their times.
///
/// Partitions are read at different speeds: librdkafka alone brought a record up to 83 s of record time after a newer
/// one while it caught up. Here a record is handed on only when every other partition has one waiting, too, or is at
/// its end, so that catching up sees what live traffic saw. Within a partition the order never changes.
///
/// "At its end" is what was last heard: of a backlog that is being written this moment, one partition may arrive
/// before the others. So an old record that merely others' ends let through has to wait for ``patience`` first.
///
/// Pure: the caller says what time it is, in milliseconds since 1970.
struct PartitionMerge<Partition: Hashable & Sendable, Element: Sendable>: Sendable {
    struct Entry: Sendable {
        let partition: Partition
        let offset: Int64
        /// Milliseconds since 1970, as the record says.
        let time: Int64
        let element: Element
    }

    /// Whether a record waits for the other partitions, or only what is there already is put in order.
    let waitsForOthers: Bool
    /// Records waiting in a partition from which on it is ``full``, until a fifth of them is gone: a partition that was
    /// paused is read on up to a second after it was resumed (librdkafka's fetcher sleeps that long), and what waits is
    /// to last for that.
    let bound: Int
    /// Age in milliseconds up to which a record counts as live, and is let through at once by the others' ends.
    let liveAge: Int64 = 2000
    /// How long an older one waits for records of partitions that claim to be at their end.
    let patience: Int64 = 250

    private struct Lane {
        var queue: ArraySlice<(entry: Entry, arrival: Int64)> = []
        /// The offset after the last record that came.
        var next: Int64 = .min
        /// The offset at which the end was last seen.
        var end: Int64 = .min
        var isFull = false

        /// The end counts only while no record has come after it.
        var isAtEnd: Bool { end != .min && end >= next }
    }

    private var lanes: [Partition: Lane] = [:]

    init(waitsForOthers: Bool, bound: Int = 10_000) {
        self.waitsForOthers = waitsForOthers
        self.bound = bound
    }

    /// Records waiting in all partitions.
    private(set) var count = 0

    /// Records waiting in each partition.
    var counts: [Partition: Int] { lanes.mapValues(\.queue.count) }

    /// Partitions that should be read no further for now.
    var full: Set<Partition> { Set(lanes.filter { $0.value.isFull }.keys) }

    // MARK: What comes in

    /// Begins with `partition` anew, with nothing waiting.
    mutating func assign(_ partition: Partition) {
        revoke(partition)
        lanes[partition] = Lane()
    }

    /// Forgets `partition` and what waits in it.
    mutating func revoke(_ partition: Partition) {
        count -= lanes.removeValue(forKey: partition)?.queue.count ?? 0
    }

    /// Adds a record of an assigned partition; that of another is too late and is dropped.
    mutating func append(_ element: Element, of partition: Partition, at offset: Int64, time: Int64, now: Int64) {
        guard lanes[partition] != nil else { return }
        let entry = Entry(partition: partition, offset: offset, time: time, element: element)
        lanes[partition]?.queue.append((entry, now))
        lanes[partition]?.next = offset + 1
        count += 1
        if lanes[partition, default: Lane()].queue.count >= bound { lanes[partition]?.isFull = true }
    }

    /// Notes that `partition` has nothing at `offset` or after it.
    mutating func reachedEnd(of partition: Partition, at offset: Int64) {
        lanes[partition]?.end = offset
    }

    // MARK: What goes out

    /// The next records in order, at most `limit`; none while something has to be waited for.
    mutating func take(_ limit: Int, now: Int64) -> [Entry] {
        var taken: [Entry] = []
        while taken.count < limit, let partition = nextPartition(now: now) {
            guard let first = lanes[partition]?.queue.popFirst() else { break }
            taken.append(first.entry)
            count -= 1
            if lanes[partition, default: Lane()].queue.count <= bound * 4 / 5 { lanes[partition]?.isFull = false }
        }
        return taken
    }

    /// The partition whose first record is the oldest of all, where it may go.
    private func nextPartition(now: Int64) -> Partition? {
        var oldest: (partition: Partition, time: Int64, arrival: Int64)?
        var allWait = true
        var othersAtEnd = true
        for (partition, lane) in lanes {
            guard let (entry, arrival) = lane.queue.first else {
                allWait = false
                if !lane.isAtEnd { othersAtEnd = false }
                continue
            }
            if entry.time < oldest?.time ?? .max { oldest = (partition, entry.time, arrival) }
        }
        guard let oldest else { return nil }
        if allWait || !waitsForOthers { return oldest.partition }
        guard othersAtEnd else { return nil }
        return now - oldest.time <= liveAge || now - oldest.arrival >= patience ? oldest.partition : nil
    }
}
