import EventLoop
import Fanout
import Kafka

/// Reads what lies before a channel's ring, where the newest record of each key is wanted of the whole topic.
extension Bridge {
    func readState(of fill: Fill, from consumer: KafkaConsumer) async throws(KafkaError) {
        guard let snapshots, fill.channel.snapshot == .compacted else { return }
        await snapshots.expect(fill.channel)
        // Up to where the fill begins, a partition.
        var open = fill.starts.filter { place, start in (fill.start.logStart[place.partition]?.offset ?? 0) < start }
        guard !open.isEmpty else { return }
        var starts: [TopicPartition: StartOffset] = [:]
        for place in open.keys { starts[place] = .offset(fill.start.logStart[place.partition]?.offset ?? 0) }
        try await consumer.assign(starts)
        var encoder = RecordEncoder(positions: fill.start.logStart, keyField: fill.channel.keyField)
        var deadline = EventLoop.now + Self.patience
        while !open.isEmpty {
            guard !Task.isCancelled else { throw KafkaError(.closed, "the gateway is stopping") }
            let batch = await consumer.poll(max: 4096, timeout: .seconds(1))
            if let error = batch.errors.first(where: { !$0.isRetriable }) { throw error }
            for record in batch.records {
                guard let end = open[record.topicPartition] else { continue }
                if record.offset < end { encoder.append(RecordEncoder.Record(record)) }
                if record.offset + 1 >= end { open[record.topicPartition] = nil }
            }
            for (place, offset) in batch.ends {
                if let end = open[place], offset >= end { open[place] = nil }
            }
            // Waited for, so that no more is in memory than a poll brings.
            if let early = encoder.takeBatch() { await snapshots.take(early: early, of: fill.channel.name) }
            if !batch.records.isEmpty { deadline = EventLoop.now + Self.patience }
            guard EventLoop.now < deadline else {
                throw KafkaError(.timedOut, "the broker sends nothing of what it has", isRetriable: true)
            }
        }
    }
}
