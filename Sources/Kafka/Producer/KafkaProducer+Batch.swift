import EventLoop

extension KafkaProducer {
    /// Sends records in order and waits until each is acknowledged or failed; the results stand in the same order.
    /// A full local queue makes it wait, not fail.
    ///
    /// - Parameter onQueued: called on the loop, once, when all of them have their place: what is given to the producer from
    ///   then on comes after them.
    public func send(
        _ records: [ProducerRecord], onQueued: @escaping @Sendable () -> Void = {}
    ) async -> [Result<Delivery, KafkaError>] {
        await withCheckedContinuation { continuation in
            let batch = Batch(records, producer: self, onQueued: onQueued) { continuation.resume(returning: $0) }
            loop.execute { batch.advance() }
        }
    }

    /// One call's records on their way.
    private final class Batch: @unchecked Sendable {
        // Why @unchecked: after init it is used on the producer's loop only, where reports arrive too.
        private let records: [ProducerRecord]
        private let producer: KafkaProducer
        private let onQueued: () -> Void
        private let done: ([Result<Delivery, KafkaError>]) -> Void
        private var results: [Result<Delivery, KafkaError>?]
        private var next = 0
        private var missing: Int

        init(
            _ records: [ProducerRecord], producer: KafkaProducer, onQueued: @escaping () -> Void,
            done: @escaping ([Result<Delivery, KafkaError>]) -> Void
        ) {
            self.records = records
            self.producer = producer
            self.onQueued = onQueued
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
            onQueued()
            if records.isEmpty { done([]) }
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
