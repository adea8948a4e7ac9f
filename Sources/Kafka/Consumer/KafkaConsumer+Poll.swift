internal import CLibrdkafka
import EventLoop

extension KafkaConsumer {
    /// Waits up to `timeout` for something to come, then takes what is there, at most `max` records.
    ///
    /// A task that is cancelled gets an empty batch at once. One poll at a time: a second one ends the wait of the first.
    public func poll(max: Int, timeout: Duration) async -> ConsumerBatch {
        await poll(timeout: timeout) { $0.takeBatch(max: max) }
    }

    /// As ``poll(max:timeout:)``, but lends the records to `body` one by one, on the loop, instead of copying them.
    ///
    /// - Returns: how many records there were, and what came beside them: a batch without records.
    public func poll(
        max: Int, timeout: Duration, lending body: @Sendable (borrowing KafkaRecordView) -> Void
    ) async -> (records: Int, notices: ConsumerBatch) {
        var records = 0
        let notices = await poll(timeout: timeout, isEnough: { records > 0 }) { consumer in
            consumer.revoked = []
            records = consumer.take(max: max, body).records
            return consumer.takeNotices()
        }
        return (records, notices)
    }

    private func poll(
        timeout: Duration, isEnough: () -> Bool = { false }, take: (isolated KafkaConsumer) -> ConsumerBatch
    ) async -> ConsumerBatch {
        let deadline = EventLoop.now + timeout
        while true {
            // Set before looking, so that what comes after the look ends the wait.
            let wait = LoopWait(on: loop)
            pollWait?.end()
            pollWait = wait
            let batch = take(self)
            let left = deadline - EventLoop.now
            guard batch.isEmpty, !isEnough(), left > .zero, !isClosing, !Task.isCancelled else {
                if pollWait === wait { pollWait = nil }
                return batch
            }
            await wait.wait(for: left)
            guard pollWait === wait else { return ConsumerBatch() }
        }
    }

    /// Ends the wait of a poll under way, which brings what is there or nothing.
    public func endPoll() {
        pollWait?.end()
        pollWait = nil
    }

    private func takeBatch(max: Int) -> ConsumerBatch {
        var records: [KafkaRecord] = []
        revoked = []
        _ = take(max: max) { records.append($0.copy()) }
        if !revoked.isEmpty { records.removeAll { revoked.contains($0.topicPartition) } }
        var batch = takeNotices()
        batch.records = records
        return batch
    }

    /// Lends what is there, at most `max` records, to `body` one by one without copying or allocating.
    ///
    /// For a reader that is told by ``setOnReadable(_:)`` when to drain. What came beside records is kept for
    /// ``takeNotices()``.
    /// - Returns: How many records there were. When that is `max`, the handler set is called again.
    @discardableResult
    public func drain(max: Int, _ body: (borrowing KafkaRecordView) -> Void) -> Int {
        revoked = []
        let (count, isEmpty) = take(max: max, body)
        if !isEmpty, let onReadable { loop.execute(onReadable) }
        return count
    }

    /// What came beside records since it was last taken: a batch without records.
    public func takeNotices() -> ConsumerBatch {
        defer { notices = ConsumerBatch() }
        return notices
    }

    /// Has `handler` called on the loop whenever there is something to drain: records, or notices only.
    public func setOnReadable(_ handler: (@Sendable () -> Void)?) {
        onReadable = handler
        if let handler { loop.execute(handler) }  // what is there already wakes nobody
    }

    func becameReadable() {
        pollWait?.end()
        onReadable?()
    }

    /// Serves the queue: callbacks, then messages, until `max` records were lent or nothing is left.
    private func take(max: Int, _ body: (borrowing KafkaRecordView) -> Void) -> (records: Int, isEmpty: Bool) {
        var records = 0
        while let queue, records < max {
            let asked = min(max - records, MessageBuffer.capacity)
            let count = buffer.take(from: queue, max: asked) { message in
                guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return takeNotice(message) }
                guard let state = state(of: message) else { return }
                if !revoked.isEmpty, revoked.contains(state.topicPartition) { return }
                if state.isBehind(message.pointee.offset) { notices.rewound.insert(state.topicPartition) }
                if let missing = state.take(message.pointee.offset) { noteGap(missing, in: state.topicPartition) }
                body(KafkaRecordView(message, in: state.topicPartition))
                records += 1
            }
            if count < asked { return (records, true) }
        }
        return (records, queue == nil)
    }

    private func takeNotice(_ message: MessageBuffer.Message) {
        guard message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF else {
            let reason = rd_kafka_message_errstr(message).map { String(cString: $0) }
            notices.errors.append(KafkaError(message.pointee.err, reason))
            return
        }
        guard let state = state(of: message), !revoked.contains(state.topicPartition) else { return }
        if state.isBehind(message.pointee.offset) { notices.rewound.insert(state.topicPartition) }
        if let missing = state.reach(message.pointee.offset) { noteGap(missing, in: state.topicPartition) }
        notices.ends[state.topicPartition] = message.pointee.offset
    }

    /// Finds the partition's state; messages of one partition come in runs, so mostly it is the one of before.
    private func state(of message: MessageBuffer.Message) -> PartitionState? {
        let (topic, partition) = (message.pointee.rkt, message.pointee.partition)
        func matches(_ state: PartitionState) -> Bool {
            state.topicHandle == topic && state.topicPartition.partition == partition
        }
        if lastHit < partitions.count, matches(partitions[lastHit]) { return partitions[lastHit] }
        if let index = partitions.firstIndex(where: matches) {
            lastHit = index
            return partitions[index]
        }
        let wanted = TopicPartition(topic: String(cString: rd_kafka_topic_name(topic)), partition: partition)
        guard let index = partitions.firstIndex(where: { $0.topicPartition == wanted }) else { return nil }
        partitions[index].topicHandle = topic
        lastHit = index
        return partitions[index]
    }
}
