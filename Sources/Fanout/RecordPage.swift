/// One page of a channel's past in the making: the records that pass a filter, up to a number and a size, and the place
/// from which the next page goes on.
public struct RecordPage: Sendable {
    public struct Limits: Hashable, Sendable {
        public var records: Int
        /// Of the records' JSON. A single record may be longer.
        public var bytes: Int

        public init(records: Int, bytes: Int) {
            self.records = records
            self.bytes = bytes
        }
    }

    private let filter: RecordFilter
    private let limits: Limits
    /// The records' JSON, a comma between two.
    public private(set) var bytes: [UInt8] = []
    public private(set) var count = 0
    /// Whether it takes no more.
    public private(set) var isFull = false
    /// Everything before is in the page, or did not pass.
    public private(set) var positions: Positions

    public init(from positions: Positions, filter: RecordFilter, limits: Limits) {
        self.positions = positions
        self.filter = filter
        self.limits = limits
    }

    /// Considers the next record of its partition.
    ///
    /// - Returns: false where it is left to the next page.
    public mutating func take(_ entry: RecordEntry, in batch: [UInt8]) -> Bool {
        guard !isFull else { return false }
        if filter.matches(entry, in: batch) {
            guard count == 0 || bytes.count + entry.bytes.count < limits.bytes else {
                isFull = true
                return false
            }
            if count > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += batch[entry.bytes.indices]
            count += 1
            isFull = count >= limits.records
        }
        positions.pass(entry)
        return true
    }

    /// Moves past offsets that have no record.
    public mutating func skip(_ partition: Int32, to position: Positions.Position) {
        if (positions[partition]?.offset ?? 0) < position.offset { positions[partition] = position }
    }
}
