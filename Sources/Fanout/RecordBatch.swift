/// Records of one channel, encoded once for all clients and all shards: immutable from here on.
///
/// `bytes` holds each record's JSON (the objects of an `events` frame) one after another with a comma between, so that
/// any run of them is one copy.
public final class RecordBatch: Sendable {
    /// The place of the first record in its channel's sequence, which counts records as the bridge read them.
    public let sequence: UInt64
    public let bytes: [UInt8]
    public let entries: [RecordEntry]
    /// Where the partitions stood before the first record.
    public let positionsBefore: Positions

    init(sequence: UInt64, bytes: [UInt8], entries: [RecordEntry], positionsBefore: Positions) {
        self.sequence = sequence
        self.bytes = bytes
        self.entries = entries
        self.positionsBefore = positionsBefore
    }

    /// Where the partitions stand behind the last record.
    public var positionsAfter: Positions {
        var positions = positionsBefore
        for entry in entries { positions.pass(entry) }
        return positions
    }

    /// The place behind the last record.
    public var end: UInt64 { sequence + UInt64(entries.count) }
}

/// One record of a ``RecordBatch``: where its bytes lie, and what decides about it.
public struct RecordEntry: Hashable, Sendable {
    public let partition: Int32
    public let offset: Int64
    /// Kafka's, in milliseconds.
    public let timestamp: Int64
    /// Of the record's JSON, in the batch's bytes.
    public let bytes: Range<UInt32>
    /// Of the key inside of it: a JSON string, or `null`.
    public let key: Range<UInt32>
    /// Of the object of headers.
    public let headers: Range<UInt32>
    /// Of the value inside of it, as it is spliced there.
    public let value: Range<UInt32>
    /// Of the JSON text of header `eventId`; empty where there is none.
    public let eventID: Range<UInt32>
}

extension Range<UInt32> {
    /// The same range for subscripts.
    public var indices: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
