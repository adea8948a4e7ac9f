/// Where each partition of a channel stands: the next offset, and the timestamp of the record before it.
public struct Positions: Hashable, Sendable {
    public struct Position: Hashable, Sendable {
        /// The next offset to be read.
        public var offset: Int64
        /// Milliseconds, of the record at `offset - 1`; -1 where it is not known. A topic that was deleted and made
        /// anew has another record there.
        public var timestamp: Int64

        public init(offset: Int64, timestamp: Int64 = -1) {
            self.offset = offset
            self.timestamp = timestamp
        }
    }

    /// By partition number; nil where nothing is known of a partition.
    private var positions: [Position?] = []

    public init() {}

    public subscript(partition: Int32) -> Position? {
        get {
            let index = Int(partition)
            return positions.indices.contains(index) ? positions[index] : nil
        }
        set {
            let index = Int(partition)
            while positions.count <= index { positions.append(nil) }
            positions[index] = newValue
        }
    }

    /// The partitions of which something is known, with where they stand.
    public var known: [(partition: Int32, position: Position)] {
        positions.enumerated().compactMap { index, position in position.map { (Int32(index), $0) } }
    }

    /// These, but for partitions that a reader is ahead with: a cursor never goes back.
    ///
    /// - Parameter skip: see ``Placement/skip``.
    public func reaching(_ skip: [Int32: Int64]) -> Positions {
        var positions = self
        for (partition, offset) in skip where (positions[partition]?.offset ?? 0) < offset {
            positions[partition] = Position(offset: offset)
        }
        return positions
    }

    /// Moves past a record that was delivered.
    mutating func pass(_ record: RecordEntry) {
        self[record.partition] = Position(offset: record.offset + 1, timestamp: record.timestamp)
    }
}
