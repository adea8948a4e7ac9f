internal import CLibrdkafka

extension KafkaConsumer {
    /// Reads these partitions and no others, without a group's coordinator.
    public func assign(_ partitions: [TopicPartition: StartOffset]) throws(KafkaError) {
        let client = try requireClient()
        let list = PartitionList(partitions.mapValues(\.raw))
        revoked.formUnion(assignment)
        replaceStates(partitions.map { PartitionState($0.key, start: $0.value.known) })
        try check(list.lend { rd_kafka_assign(client.handle, $0) })
        findStart(of: partitions.filter { $0.value == .stored }.map(\.key))
    }

    /// Goes on reading a partition from elsewhere. What was fetched before does not come any more.
    public func seek(_ partition: TopicPartition, to start: StartOffset) async throws(KafkaError) {
        let client = try requireClient()
        let offset = start.raw
        let state = state(of: partition)
        state?.beginMove(to: start.known)
        let failure = await client.blocking { handle -> KafkaError? in
            let list = PartitionList([partition: offset])
            do throws(KafkaError) {
                try check(list.lend { rd_kafka_seek_partitions(handle, $0, 10_000) })
                try list.check()
                return nil
            } catch {
                return error
            }
        }
        state?.endMove()
        if let failure { throw failure }
    }

    /// Fetches nothing more of these partitions, and hands on nothing fetched, until they are resumed.
    public func pause(_ partitions: some Sequence<TopicPartition>) throws(KafkaError) {
        let client = try requireClient()
        let list = PartitionList(partitions)
        try check(list.lend { rd_kafka_pause_partitions(client.handle, $0) })
        try list.check()
    }

    /// Goes on where it was paused.
    public func resume(_ partitions: some Sequence<TopicPartition>) throws(KafkaError) {
        let client = try requireClient()
        let list = PartitionList(partitions)
        try check(list.lend { rd_kafka_resume_partitions(client.handle, $0) })
        try list.check()
    }

    private func state(of partition: TopicPartition) -> PartitionState? {
        partitions.first { $0.topicPartition == partition }
    }
}

extension StartOffset {
    /// As librdkafka writes it: an offset, or one of its marks.
    var raw: Int64 {
        switch self {
        case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        case .stored: Int64(RD_KAFKA_OFFSET_STORED)
        case .offset(let offset): max(0, offset)
        case .tail(let count): Int64(RD_KAFKA_OFFSET_TAIL_BASE) - max(0, count)
        }
    }

    /// The offset, when it is known without asking.
    var known: Int64? {
        if case .offset(let offset) = self { max(0, offset) } else { nil }
    }
}
