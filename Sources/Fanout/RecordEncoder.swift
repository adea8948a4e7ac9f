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
        var start = json.bytes.count
        var (key, headers, value, eventID) = (0..<0, 0..<0, 0..<0, 0..<0)
        json.object { json in
            // The comma before all but the first record is written by now.
            start = json.bytes.count - 1
            json.field("partition", record.partition)
            json.field("offset", record.offset)
            json.field("timestamp", record.timestamp)
            key = Self.write(key: record.key, to: &json)
            var headersStart = 0
            json.object("headers") { json in
                headersStart = json.bytes.count - 1
                eventID = Self.write(headers: record.headers, to: &json)
            }
            headers = headersStart..<json.bytes.count
            value = Self.write(value: record.value, to: &json)
        }
        // A tombstone has no fields.
        if let keyField, record.value != nil { key = RecordKey.range(of: keyField, in: value, of: json.bytes) }
        func narrow(_ range: Range<Int>) -> Range<UInt32> { UInt32(range.lowerBound)..<UInt32(range.upperBound) }
        let entry = RecordEntry(
            partition: record.partition, offset: record.offset, timestamp: record.timestamp,
            bytes: narrow(start..<json.bytes.count), key: narrow(key), headers: narrow(headers), value: narrow(value),
            eventID: narrow(eventID))
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
    private static func write(key: [UInt8]?, to json: inout JSONWriter) -> Range<Int> {
        guard let key else {
            json.null("key")
            return json.bytes.count - 4..<json.bytes.count
        }
        let start = json.bytes.count + #","key":"#.utf8.count
        if JSONText.isUTF8(key.span) {
            json.field("key", String(decoding: key, as: UTF8.self))
            return start..<json.bytes.count
        }
        json.field("key", Data(key).base64EncodedString())
        let range = start..<json.bytes.count
        json.field("keyEncoding", "base64")
        return range
    }

    /// - Returns: where the value of `eventId` lies.
    private static func write(
        headers: [(name: String, value: [UInt8]?)], to json: inout JSONWriter
    ) -> Range<Int> {
        var eventID = 0..<0
        for (index, header) in headers.enumerated() {
            let values = headers.filter { $0.name == header.name }.map(\.value)
            guard values.count == 1 else {
                // A repeated header: once, where it first stands.
                guard headers.firstIndex(where: { $0.name == header.name }) == index else { continue }
                json.array(named: header.name) { for value in values { $0.element(text(value)) } }
                continue
            }
            json.field(named: header.name, text(header.value))
            if header.name == "eventId" {
                let length = text(header.value).utf8.count + 2
                eventID = json.bytes.count - length..<json.bytes.count
            }
        }
        return eventID
    }

    /// Headers are text by the contract; what is not UTF-8 is shown with replacement characters.
    private static func text(_ value: [UInt8]?) -> String {
        value.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// - Returns: where the value lies.
    private static func write(value: [UInt8]?, to json: inout JSONWriter) -> Range<Int> {
        guard let value else {
            json.null("value")
            return json.bytes.count - 4..<json.bytes.count
        }
        if JSONText.isValid(value.span) {
            json.raw("value", value)
            return json.bytes.count - value.count..<json.bytes.count
        }
        let encoded = Data(value).base64EncodedString()
        json.field("value", encoded)
        let range = json.bytes.count - encoded.utf8.count - 2..<json.bytes.count
        json.field("encoding", "base64")
        return range
    }
}
