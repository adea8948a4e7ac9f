internal import CLibrdkafka

extension KafkaConsumer {
    /// Joins the group and reads those partitions of the topics that it is given.
    /// - Parameter onRebalance: Called on the loop, during a poll, before the change takes effect: here offsets can be
    ///   committed with ``commitNow(_:)``.
    public func subscribe(
        _ topics: [String], onRebalance: @escaping @Sendable (RebalanceEvent) -> Void = { _ in }
    ) throws(KafkaError) {
        let client = try requireClient()
        self.onRebalance = onRebalance
        isMember = true
        try check(PartitionList(topics: topics).lend { rd_kafka_subscribe(client.handle, $0) })
    }

    /// Runs inside ``poll(max:timeout:)``, ``drain(max:_:)`` or ``close()``, which serve the queue it comes from.
    func rebalance(_ event: Int32, _ partitions: [TopicPartition]) {
        guard let client else { return }
        switch rd_kafka_resp_err_t(rawValue: event) {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            if isMember { onRebalance(.assigned(partitions)) }
            replaceStates(partitions.map { PartitionState($0) })
            _ = PartitionList(partitions).lend { rd_kafka_assign(client.handle, $0) }
            findStart(of: partitions)
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            let isLost = rd_kafka_assignment_lost(client.handle) != 0
            if isMember { onRebalance(isLost ? .lost(partitions) : .revoked(partitions)) }
            dropAssignment()
        case let error:
            notices.errors.append(KafkaError(error))
            dropAssignment()
        }
    }

    private func dropAssignment() {
        revoked.formUnion(assignment)
        for partition in revoked { notices.ends[partition] = nil }
        replaceStates([])
        if let client { rd_kafka_assign(client.handle, nil) }
    }

    func replaceStates(_ states: [PartitionState]) {
        partitions = states
        lastHit = 0
        generation += 1
        gaps = [:]
    }

    /// Asks where the group left off, to notice when that is no longer there.
    func findStart(of partitions: [TopicPartition]) {
        guard let client, !partitions.isEmpty else { return }
        let generation = generation
        Task { [weak self] in
            // Asked in short turns, since closing waits for the one under way.
            while await self?.generation == generation, await self?.isClosing == false {
                let stored = await client.blocking { handle -> [TopicPartition: Int64]? in
                    let list = PartitionList(partitions)
                    let error = list.lend { rd_kafka_committed(handle, $0, 1000) }
                    return KafkaError.Code(error).isWorthAnotherTry ? nil : list.offsets
                }
                guard let stored else { continue }
                await self?.begin(at: stored, generation: generation)
                return
            }
        }
    }

    private func begin(at stored: [TopicPartition: Int64], generation: Int) {
        guard generation == self.generation else { return }
        for state in partitions {
            guard let offset = stored[state.topicPartition], let missing = state.begin(at: offset) else { continue }
            noteGap(missing, in: state.topicPartition)
            if !notices.skipped.isEmpty { becameReadable() }
        }
    }

    // MARK: Commits

    /// Stores offsets for the group and waits for the answer. An offset is that of the next record to read.
    public func commit(_ offsets: [TopicPartition: Int64]) async throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        guard let client, let replies else { throw .closed }
        lastCommit += 1
        let number = lastCommit
        let failure = await withCheckedContinuation { continuation in
            commits[number] = continuation
            let error = PartitionList(offsets).lend { list in
                rd_kafka_commit_queue(
                    client.handle, list, replies.pointer,
                    { @Sendable handle, error, list, number in
                        ClientContext.of(handle)?.onCommit(Int(bitPattern: number), commitFailure(error, list))
                    }, UnsafeMutableRawPointer(bitPattern: number))
            }
            guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
            commits.removeValue(forKey: number)?.resume(returning: KafkaError(error))
        }
        if let failure { throw failure }
    }

    /// Stores offsets for the group without waiting: for a rebalance handler. From any thread.
    public nonisolated func commitNow(_ offsets: [TopicPartition: Int64]) {
        guard loop.isInLoop else { return loop.execute { self.commitNow(offsets) } }
        assumeIsolated { consumer in
            guard !offsets.isEmpty, let client = consumer.client else { return }
            _ = PartitionList(offsets).lend { rd_kafka_commit(client.handle, $0, 1) }
        }
    }

    func serveReplies() {
        closeWait?.end()
        guard let replies else { return }
        // While closing, records that nobody takes any more come here too.
        while buffer.take(from: replies, max: MessageBuffer.capacity, { _ in }) == MessageBuffer.capacity {}
    }
}

/// The error of a commit as a whole, or of the first partition that has one.
private func commitFailure(
    _ error: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
) -> KafkaError? {
    if error != RD_KAFKA_RESP_ERR_NO_ERROR { return KafkaError(error) }
    let failed = list?.elements.first { $0.err != RD_KAFKA_RESP_ERR_NO_ERROR }
    return failed.map { KafkaError($0.err, "\(TopicPartition($0)): \(String(cString: rd_kafka_err2str($0.err)))") }
}
