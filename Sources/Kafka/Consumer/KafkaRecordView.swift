internal import CLibrdkafka
import Glibc

/// A record in librdkafka's own memory, lent by ``KafkaConsumer/drain(max:_:)``: nothing is copied.
///
/// It cannot leave the closure, and neither may the buffers it hands out: they are freed right after.
public struct KafkaRecordView: ~Copyable {
    public let topicPartition: TopicPartition
    private let message: UnsafeMutablePointer<rd_kafka_message_t>

    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, in topicPartition: TopicPartition) {
        self.message = message
        self.topicPartition = topicPartition
    }

    public var offset: Int64 { message.pointee.offset }

    /// Milliseconds since 1970; -1 when the record carries none.
    public var timestamp: Int64 { rd_kafka_message_timestamp(message, nil) }

    public var key: UnsafeRawBufferPointer? {
        message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    }

    /// `nil` is a tombstone.
    public var value: UnsafeRawBufferPointer? {
        message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }

    /// Calls `body` for each header in order: name and value without copying; a value may be absent.
    public func forEachHeader(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Void) {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
        var (index, name, value, size) = (0, UnsafePointer<CChar>?.none, UnsafeRawPointer?.none, 0)
        while rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            guard let name else { return }
            body(
                UnsafeRawBufferPointer(start: name, count: strlen(name)),
                value.map { UnsafeRawBufferPointer(start: $0, count: size) })
            index += 1
        }
    }

    /// Lends key and value as spans, whose bytes cannot leave `body`.
    public func withKeyAndValue(_ body: (_ key: Span<UInt8>?, _ value: Span<UInt8>?) -> Void) {
        let (key, value) = (Self.bytes(key), Self.bytes(value))
        switch (key, value) {
        case (let key?, let value?): body(key.span, value.span)
        case (let key?, nil): body(key.span, nil)
        case (nil, let value?): body(nil, value.span)
        case (nil, nil): body(nil, nil)
        }
    }

    /// As ``forEachHeader(_:)``, with spans.
    public func lendHeaders(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void) {
        forEachHeader { name, value in
            let name = UnsafeBufferPointer(start: name.bindMemory(to: UInt8.self).baseAddress, count: name.count)
            if let value = Self.bytes(value) { body(name.span, value.span) } else { body(name.span, nil) }
        }
    }

    private static func bytes(_ raw: UnsafeRawBufferPointer?) -> UnsafeBufferPointer<UInt8>? {
        raw.map { UnsafeBufferPointer(start: $0.bindMemory(to: UInt8.self).baseAddress, count: $0.count) }
    }

    /// The record with everything copied, to keep.
    public func copy() -> KafkaRecord {
        var headers: [KafkaHeader] = []
        forEachHeader { name, value in
            headers.append(KafkaHeader(name: String(decoding: name, as: UTF8.self), value: value.map { Array($0) }))
        }
        return KafkaRecord(
            topicPartition: topicPartition, offset: offset, timestamp: timestamp, key: key.map { Array($0) },
            value: value.map { Array($0) }, headers: headers)
    }
}
