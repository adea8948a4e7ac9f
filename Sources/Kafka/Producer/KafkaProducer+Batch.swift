import EventLoop

extension KafkaProducer {
    /// Sends records in order and waits until each is acknowledged or failed; the results stand in the same order.
    /// A full local queue makes it wait, not fail.
    public func send(_ records: [ProducerRecord]) async -> [Result<Delivery, KafkaError>] {
        guard !records.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let batch = Batch(records, producer: self) { continuation.resume(returning: $0) }
            loop.execute { batch.advance() }
        }
    }

    /// One call's records on their way.
    private final class Batch: @unchecked Sendable {
        // Why @unchecked: after init it is used on the producer's loop only, where reports arrive too.
        private let records: [ProducerRecord]
        private let producer: KafkaProducer
        private let done: ([Result<Delivery, KafkaError>]) -> Void
        private var results: [Result<Delivery, KafkaError>?]
        private var next = 0
        private var missing: Int

        init(
            _ records: [ProducerRecord], producer: KafkaProducer,
            done: @escaping ([Result<Delivery, KafkaError>]) -> Void
        ) {
            self.records = records
            self.producer = producer
            self.done = done
            results = Array(repeating: nil, count: records.count)
            missing = records.count
        }

        /// Hands over records until all are, or the queue is full; then reports that are still to come make room.
        func advance() {
            while next < records.count {
                let index = next
                guard let error = producer.enqueue(records[index], completion: { self.finish(index, $0) }) else {
                    next += 1
                    continue
                }
                if error.code == .queueFull, producer.afterNextReports({ self.advance() }) { return }
                next += 1
                finish(index, .failure(error))
            }
        }

        private func finish(_ index: Int, _ result: Result<Delivery, KafkaError>) {
            results[index] = result
            missing -= 1
            if missing == 0 { done(results.compactMap { $0 }) }
        }
    }

    /// Calls `body` on the loop after the next reports. On the loop; false when none can be expected.
    private func afterNextReports(_ body: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.client != nil, !state.pending.isEmpty else { return false }
            state.afterReports.append(body)
            return true
        }
    }
}
