import Foundation
import JSONText

/// Turns a channel's records into batches: the envelope is written around the value, which is spliced as it came.
///
/// Each record is encoded here once, whoever reads it. A value that is no UTF-8 JSON and a key that is no UTF-8 go as
/// base64, with a flag beside them; a tombstone's value is `null`; a repeated header is an array.
public struct RecordEncoder: Sendable {
    private var sequence: UInt64 = 0
    /// Where the partitions stand behind the newest record.
    public private(set) var positions: Positions
    private var batchStart: Positions
    private var json = JSONWriter(capacity: 16 * 1024)
    private var entries: [RecordEntry] = []
    private let keyField: String?
    private var headerWriter = HeaderWriter()

    /// - Parameters:
    ///   - positions: where the partitions stand before the first record.
    ///   - keyField: the top-level field of a value that holds its record's key; nil: the key is Kafka's.
    public init(positions: Positions, keyField: String? = nil) {
        self.positions = positions
        self.keyField = keyField
        batchStart = positions
    }

    /// From here on there are records of this partition, too.
    public mutating func begin(_ partition: Int32, at offset: Int64) {
        positions[partition] = Positions.Position(offset: offset)
        if entries.isEmpty { batchStart = positions }
    }

    /// A record as Kafka delivered it.
    public struct Record {
        public var partition: Int32
        public var offset: Int64
        public var timestamp: Int64
        public var key: [UInt8]?
        public var value: [UInt8]?
        public var headers: [(name: String, value: [UInt8]?)]

        public init(
            partition: Int32, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?,
            headers: [(name: String, value: [UInt8]?)]
        ) {
            self.partition = partition
            self.offset = offset
            self.timestamp = timestamp
            self.key = key
            self.value = value
            self.headers = headers
        }
    }

    public mutating func append(_ record: Record) {
        func append(key: Span<UInt8>?, value: Span<UInt8>?) {
            self.append(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: key, value: value
            ) { each in
                for header in record.headers {
                    if let value = header.value {
                        each(Array(header.name.utf8).span, value.span)
                    } else {
                        each(Array(header.name.utf8).span, nil)
                    }
                }
            }
        }
        switch (record.key, record.value) {
        case (let key?, let value?): append(key: key.span, value: value.span)
        case (let key?, nil): append(key: key.span, value: nil)
        case (nil, let value?): append(key: nil, value: value.span)
        case (nil, nil): append(key: nil, value: nil)
        }
    }

    /// Encodes a record from where it lies: nothing of it is kept but what is written.
    ///
    /// - Parameter headers: calls what it is given with each header's name and value.
    public mutating func append(
        partition: Int32, offset: Int64, timestamp: Int64, key: Span<UInt8>?, value: Span<UInt8>?,
        headers: (_ each: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void) -> Void
    ) {
        var start = json.bytes.count
        var (keyRange, headerRange, valueRange, eventID) = (0..<0, 0..<0, 0..<0, 0..<0)
        json.object { json in
            // The comma before all but the first record is written by now.
            start = json.bytes.count - 1
            json.field("partition", partition)
            json.field("offset", offset)
            json.field("timestamp", timestamp)
            keyRange = Self.write(key: key, to: &json)
            (headerRange, eventID) = headerWriter.write(headers, to: &json)
            valueRange = Self.write(value: value, to: &json)
        }
        // A tombstone has no fields.
        if let keyField, case .some = value {
            keyRange = RecordKey.range(of: keyField, in: valueRange, of: json.bytes)
        }
        func narrow(_ range: Range<Int>) -> Range<UInt32> { UInt32(range.lowerBound)..<UInt32(range.upperBound) }
        let entry = RecordEntry(
            partition: partition, offset: offset, timestamp: timestamp, bytes: narrow(start..<json.bytes.count),
            key: narrow(keyRange), headers: narrow(headerRange), value: narrow(valueRange), eventID: narrow(eventID))
        entries.append(entry)
        positions.pass(entry)
    }

    /// What was appended since the last call, or nil where nothing was.
    public mutating func takeBatch() -> RecordBatch? {
        guard !entries.isEmpty else { return nil }
        let batch = RecordBatch(
            sequence: sequence, bytes: json.bytes, entries: entries, positionsBefore: batchStart)
        sequence = batch.end
        batchStart = positions
        entries = []
        json.removeAll()
        return batch
    }

    /// Bytes encoded and not yet taken.
    public var pendingBytes: Int { json.bytes.count }

    /// - Returns: where the key lies.
    private static func write(key: Span<UInt8>?, to json: inout JSONWriter) -> Range<Int> {
        guard let key else {
            json.null("key")
            return json.bytes.count - 4..<json.bytes.count
        }
        let start = json.bytes.count + #","key":"#.utf8.count
        if JSONText.isUTF8(key) {
            json.field("key", utf8: key)
            return start..<json.bytes.count
        }
        json.field("key", Data(JSONObjectScanner.copy(key)).base64EncodedString())
        let range = start..<json.bytes.count
        json.field("keyEncoding", "base64")
        return range
    }

    /// - Returns: where the value lies.
    private static func write(value: Span<UInt8>?, to json: inout JSONWriter) -> Range<Int> {
        guard let value else {
            json.null("value")
            return json.bytes.count - 4..<json.bytes.count
        }
        if JSONText.isValid(value) {
            json.raw("value", value)
            return json.bytes.count - value.count..<json.bytes.count
        }
        let encoded = Data(JSONObjectScanner.copy(value)).base64EncodedString()
        json.field("value", encoded)
        let range = json.bytes.count - encoded.utf8.count - 2..<json.bytes.count
        json.field("encoding", "base64")
        return range
    }
}
