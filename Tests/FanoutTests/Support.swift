import Fanout
import Foundation

/// Collects a frame's bytes.
final class TextSink: FrameSink {
    private(set) var bytes: [UInt8] = []
    func removeAll() { bytes.removeAll() }
    func append(_ span: Span<UInt8>) { for index in span.indices { bytes.append(span[index]) } }
}

/// An `events` frame, as a client reads it.
struct EventsFrame: Decodable {
    struct Event: Decodable, Equatable {
        let partition: Int32
        let offset: Int64
        let key: String?
        let headers: [String: String]
    }
    let type: String
    let channel: String
    let cursor: String
    let events: [Event]

    init(_ bytes: [UInt8]) throws { self = try JSONDecoder().decode(EventsFrame.self, from: Data(bytes)) }
}

typealias TestRecord = (partition: Int32, offset: Int64, timestamp: Int64)

/// `count` records, one after another over `partitions`.
func interleaved(_ count: Int, partitions: Int = 3) -> [TestRecord] {
    (0..<count).map { index -> TestRecord in
        TestRecord(Int32(index % partitions), Int64(index / partitions), Int64(1000 + index))
    }
}

/// A ring of `records` (partition, offset, timestamp), in batches of `batch`.
func makeRing(
    _ records: [TestRecord], batch: Int = 1,
    limits: ChannelRing.Limits = .init(records: 1000, bytes: 1 << 20), partitions: Int32 = 3, value: String = "{}"
) -> ChannelRing {
    var ring = ChannelRing(limits: limits, positions: beginning(of: partitions))
    for batch in makeBatches(records, of: batch, partitions: partitions, value: value) { ring.append(batch) }
    return ring
}

private func beginning(of partitions: Int32) -> Positions {
    var positions = Positions()
    for partition in 0..<partitions { positions[partition] = .init(offset: 0) }
    return positions
}

/// The same records as they come to a ring, so many at a time.
func makeBatches(
    _ records: [TestRecord], of batch: Int, partitions: Int32 = 3, value: String = "{}"
) -> [RecordBatch] {
    var encoder = RecordEncoder(positions: beginning(of: partitions))
    var batches: [RecordBatch] = []
    for (index, record) in records.enumerated() {
        encoder.append(
            .init(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: Array("k".utf8),
                value: Array(value.utf8), headers: [("eventId", Array("e\(index)".utf8))]))
        if (index + 1) % batch == 0 { batches += encoder.takeBatch().map { [$0] } ?? [] }
    }
    return batches + (encoder.takeBatch().map { [$0] } ?? [])
}
