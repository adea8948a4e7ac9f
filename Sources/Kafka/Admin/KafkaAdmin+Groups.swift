internal import CLibrdkafka
import EventLoop

/// Where partitions begin and end and how far groups have come, all in one go, on either kind of broker.
extension KafkaAdmin {
    /// The offsets of these partitions, from the first there is to that of the next record.
    ///
    /// - Throws: for all of them, where one cannot be told.
    public func watermarks(
        of partitions: [TopicPartition]
    ) async throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        guard !partitions.isEmpty else { return [:] }
        let existing = control == nil ? partitions : try await existing(partitions)
        let milliseconds = timeout.wholeMilliseconds
        return try await client().blocking { handle in
            Result { () throws(KafkaError) in
                var ranges: [TopicPartition: Range<Int64>] = [:]
                for partition in existing {
                    let (low, high) = try Self.watermarks(of: partition, on: handle, timeout: milliseconds).get()
                    ranges[partition] = low..<max(low, high)
                }
                return ranges
            }
        }.get()
    }

    /// Where a group would go on reading, by what it has committed; without the partitions of which that is nothing.
    public func committed(
        by group: String, _ partitions: [TopicPartition]
    ) async throws(KafkaError) -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let milliseconds = timeout.wholeMilliseconds
        return try await client().blocking { handle in
            Result { () throws(KafkaError) in
                try Self.committed(by: group, partitions, on: handle, timeout: milliseconds)
            }
        }.get()
    }

    /// Those that the embedded broker has: asking it for another would make it.
    private func existing(_ partitions: [TopicPartition]) async throws(KafkaError) -> [TopicPartition] {
        let counts = try await partitionCounts()
        return partitions.filter { $0.partition < counts[$0.topic] ?? 0 }
    }

    private static func committed(
        by group: String, _ partitions: [TopicPartition], on handle: OpaquePointer, timeout: Int32
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard let queue = rd_kafka_queue_new(handle) else { throw KafkaError(.other, "out of memory") }
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        _ = withErrorText { text, size in
            rd_kafka_AdminOptions_set_request_timeout(options, timeout, text, size) == RD_KAFKA_RESP_ERR_NO_ERROR
        }
        var request = PartitionList(partitions).lend { rd_kafka_ListConsumerGroupOffsets_new(group, $0) }
        defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
        rd_kafka_ListConsumerGroupOffsets(handle, &request, 1, options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout + 1000) else {
            throw KafkaError(.timedOut, "the cluster did not say how far \(group) has come", isRetriable: true)
        }
        defer { rd_kafka_event_destroy(event) }
        try check(rd_kafka_event_error(event))
        var count = 0
        guard let result = rd_kafka_event_ListConsumerGroupOffsets_result(event),
            let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count), count > 0,
            let first = groups[0]
        else { return [:] }
        if let error = rd_kafka_group_result_error(first) {
            throw KafkaError(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
        }
        guard let list = rd_kafka_group_result_partitions(first) else { return [:] }
        var offsets: [TopicPartition: Int64] = [:]
        let elements = UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
        for element in elements where element.offset >= 0 { offsets[TopicPartition(element)] = element.offset }
        return offsets
    }
}
