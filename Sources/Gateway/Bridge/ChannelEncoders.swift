import Fanout
import Kafka

/// The encoders of the channels that are being read. Used on the bridge's loop only.
final class ChannelEncoders: @unchecked Sendable {
    // Why @unchecked: the consumer lends records on the bridge's loop, and nobody else has this.
    private var all: [(channel: String, encoder: RecordEncoder)] = []
    /// Where the last record went: they come in runs.
    private var last = 0

    var isEmpty: Bool { all.isEmpty }
    var channels: [String] { all.map(\.channel) }

    /// The encoder of a channel; nil while it is not read.
    subscript(channel: String) -> RecordEncoder? {
        get { index(of: channel).map { all[$0].encoder } }
        set {
            switch (index(of: channel), newValue) {
            case (let index?, let encoder?): all[index].encoder = encoder
            case (let index?, nil): all.remove(at: index)
            case (nil, let encoder?): all.append((channel, encoder))
            case (nil, nil): break
            }
        }
    }

    private func index(of channel: String) -> Int? { all.firstIndex { $0.channel == channel } }

    /// Encodes a record from librdkafka's own memory.
    func append(_ record: borrowing KafkaRecordView) {
        let place = record.topicPartition
        if last >= all.count || all[last].channel != place.topic {
            guard let found = index(of: place.topic) else { return }
            last = found
        }
        let (offset, timestamp) = (record.offset, record.timestamp)
        record.withKeyAndValue { key, value in
            all[last].encoder.append(
                partition: place.partition, offset: offset, timestamp: timestamp, key: key, value: value
            ) { each in record.lendHeaders(each) }
        }
    }

    /// Hands on what was encoded since the last call, a batch a channel.
    func takeBatches(_ body: (_ channel: String, RecordBatch) -> Void) {
        for index in all.indices {
            if let batch = all[index].encoder.takeBatch() { body(all[index].channel, batch) }
        }
    }
}
