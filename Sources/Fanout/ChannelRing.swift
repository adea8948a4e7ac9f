/// The recent records of one channel, bounded by count and by bytes. A client is a place in its sequence.
///
/// Each shard has its own ring over the same batches: no lock, and nothing is copied but references. Whole batches leave
/// at the old end.
public struct ChannelRing: Sendable {
    public struct Limits: Hashable, Sendable {
        public var records: Int
        public var bytes: Int

        public init(records: Int, bytes: Int) {
            self.records = records
            self.bytes = bytes
        }
    }

    private let limits: Limits
    /// Oldest first; those before `head` have left.
    private var batches: [RecordBatch] = []
    private var head = 0
    /// Of the batches held.
    public private(set) var bytes = 0
    /// The place of the oldest record held, and the place behind the newest.
    public private(set) var start: UInt64 = 0
    public private(set) var end: UInt64 = 0
    /// Where the partitions stand behind the newest record.
    public private(set) var endPositions: Positions
    /// How far the topic was seen to go, where that was further than the ring: see ``outrun(by:)``.
    private var reach = Positions()

    /// - Parameter positions: where the partitions stand before the first record that will come.
    public init(limits: Limits, positions: Positions) {
        self.limits = limits
        endPositions = positions
    }

    public var count: Int { Int(end - start) }

    /// The partitions in which a cursor is ahead of all that is known of the topic: of a reader that was a little
    /// quicker, or of a topic that has been made anew since.
    public func outrun(by cursor: Cursor) -> [Int32] {
        cursor.positions.known.compactMap { partition, position in
            guard let end = endPositions[partition], position.offset > end.offset,
                position.offset > reach[partition]?.offset ?? 0
            else { return nil }
            return partition
        }
    }

    /// Notes that a partition goes up to `offset`, also where the ring does not yet.
    public mutating func topicReaches(_ offset: Int64, in partition: Int32) {
        reach[partition] = Positions.Position(offset: offset)
    }

    /// Whether a cursor may stand at `offset`.
    func mayReach(_ offset: Int64, in partition: Int32) -> Bool {
        guard let end = endPositions[partition] else { return false }
        return offset <= max(end.offset, reach[partition]?.offset ?? 0)
    }

    /// Where the partitions stood before the oldest record held.
    public var startPositions: Positions { head < batches.count ? batches[head].positionsBefore : endPositions }

    /// Adds the next batch of the sequence and lets go of what is beyond the limits; never of `batch` itself.
    public mutating func append(_ batch: RecordBatch) {
        precondition(batch.sequence == end, "a batch was lost or doubled on its way to a shard")
        batches.append(batch)
        bytes += batch.bytes.count
        end = batch.end
        for entry in batch.entries { endPositions.pass(entry) }
        while batches.count - head > 1, count > limits.records || bytes > limits.bytes {
            bytes -= batches[head].bytes.count
            head += 1
            start = batches[head].sequence
        }
        if head > 1024, head > batches.count / 2 {
            batches.removeFirst(head)
            head = 0
        }
    }

    /// The place of the oldest record that will be held once `batch` has been added.
    public func start(adding batch: RecordBatch) -> UInt64 {
        var (oldest, left) = (head, bytes + batch.bytes.count)
        var start = start
        while oldest < batches.count, Int(batch.end - start) > limits.records || left > limits.bytes {
            left -= batches[oldest].bytes.count
            start = batches[oldest].end
            oldest += 1
        }
        return start
    }

    /// The batch that holds the record at `sequence`, which must be in the ring.
    func batch(at sequence: UInt64) -> RecordBatch {
        batches[batchIndex { $0.end > sequence }]
    }

    /// The batches from the one that holds `sequence` on.
    func batches(from sequence: UInt64) -> ArraySlice<RecordBatch> {
        batches[batchIndex { $0.end > sequence }...]
    }

    /// Index of the first batch for which `reached` holds; it must hold for all after one for which it does.
    private func batchIndex(where reached: (RecordBatch) -> Bool) -> Int {
        var low = head
        var high = batches.count
        while low < high {
            let middle = (low + high) / 2
            if reached(batches[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Where the partitions stand before the record at `sequence`.
    public func positions(at sequence: UInt64) -> Positions {
        guard sequence < end else { return endPositions }
        let batch = batch(at: max(sequence, start))
        var positions = batch.positionsBefore
        for entry in batch.entries.prefix(Int(max(sequence, start) - batch.sequence)) { positions.pass(entry) }
        return positions
    }

    /// The place of the first record of `partition` whose offset is `offset` or more; nil where there is none yet.
    func sequence(of partition: Int32, offset: Int64) -> UInt64? {
        guard let last = endPositions[partition], last.offset > offset else { return nil }
        // The last batch that begins at or before the offset may hold it; else a later one does.
        let index = max(batchIndex { ($0.positionsBefore[partition]?.offset ?? 0) > offset } - 1, head)
        for batch in batches[index...] {
            if let found = batch.entries.firstIndex(where: { $0.partition == partition && $0.offset >= offset }) {
                return batch.sequence + UInt64(found)
            }
        }
        return nil
    }

    /// The record at `sequence`; nil where the ring does not hold it.
    public func entry(at sequence: UInt64) -> RecordEntry? {
        guard (start..<end).contains(sequence) else { return nil }
        let batch = batch(at: sequence)
        return batch.entries[Int(sequence - batch.sequence)]
    }

    /// Lends the record at `sequence` and its batch's bytes, where the ring holds it.
    public func withRecord(at sequence: UInt64, _ body: (RecordEntry, [UInt8]) -> Void) {
        guard (start..<end).contains(sequence) else { return }
        let batch = batch(at: sequence)
        body(batch.entries[Int(sequence - batch.sequence)], batch.bytes)
    }

    /// The place of the first record at or after a time; the end where all are older.
    func sequence(since milliseconds: Int64) -> UInt64 {
        for batch in batches[head...] {
            if let found = batch.entries.firstIndex(where: { $0.timestamp >= milliseconds }) {
                return batch.sequence + UInt64(found)
            }
        }
        return end
    }

    /// Calls `body` with each record from `sequence` to the end and its batch's bytes, until it returns false.
    public func forEach(from sequence: UInt64, _ body: (RecordEntry, [UInt8]) -> Bool) {
        guard sequence < end else { return }
        for batch in batches(from: max(sequence, start)) {
            let skipped = sequence > batch.sequence ? Int(sequence - batch.sequence) : 0
            for entry in batch.entries.dropFirst(skipped) {
                guard body(entry, batch.bytes) else { return }
            }
        }
    }
}
