internal import CLibrdkafka
import EventLoop

/// What a real Kafka can do with topics that are there; the embedded broker cannot.
extension KafkaAdmin {
    /// Deletes topics with all that is in them. The cluster forgets them a moment later.
    public func deleteTopics(_ names: [String]) async throws(KafkaError) {
        try await change(RD_KAFKA_ADMIN_OP_DELETETOPICS) { handle, options, queue in
            var requests = names.map { rd_kafka_DeleteTopic_new($0) }
            defer { rd_kafka_DeleteTopic_destroy_array(&requests, requests.count) }
            rd_kafka_DeleteTopics(handle, &requests, requests.count, options, queue)
            return nil
        } results: { event, count in
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
        }
    }

    /// Gives a topic more partitions: `total` of them in all.
    public func addPartitions(to topic: String, total: Int32) async throws(KafkaError) {
        try await change(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS) { handle, options, queue in
            var request: OpaquePointer?
            let problem = withErrorText { text, size in
                request = rd_kafka_NewPartitions_new(topic, Int(total), text, size)
                return request != nil
            }
            guard let request else { return KafkaError(.invalidConfiguration, "topic \(topic): \(problem ?? "")") }
            defer { rd_kafka_NewPartitions_destroy(request) }
            var requests: [OpaquePointer?] = [request]
            rd_kafka_CreatePartitions(handle, &requests, 1, options, queue)
            return nil
        } results: { event, count in
            rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count)
        }
    }

    /// Sends one request and waits for its answer.
    private func change(
        _ operation: rd_kafka_admin_op_t,
        send: @escaping @Sendable (OpaquePointer, OpaquePointer?, OpaquePointer) -> KafkaError?,
        results: @escaping @Sendable (OpaquePointer, inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
    ) async throws(KafkaError) {
        guard control == nil else {
            throw KafkaError(.other, "the embedded broker cannot change topics that are there")
        }
        let timeout = timeout.wholeMilliseconds
        let failure = try await client().blocking { handle -> KafkaError? in
            guard let queue = rd_kafka_queue_new(handle) else { return KafkaError(.other, "out of memory") }
            defer { rd_kafka_queue_destroy(queue) }
            let options = rd_kafka_AdminOptions_new(handle, operation)
            defer { rd_kafka_AdminOptions_destroy(options) }
            if let problem = send(handle, options, queue) { return problem }
            guard let event = rd_kafka_queue_poll(queue, timeout) else {
                return KafkaError(
                    .timedOut, "the cluster did not answer when asked to change topics", isRetriable: true)
            }
            defer { rd_kafka_event_destroy(event) }
            let error = rd_kafka_event_error(event)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { return KafkaError(error) }
            var count = 0
            guard let topics = results(event, &count) else { return nil }
            for topic in UnsafeBufferPointer(start: topics, count: count) {
                let error = rd_kafka_topic_result_error(topic)
                guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    return KafkaError(error, rd_kafka_topic_result_error_string(topic).map { String(cString: $0) })
                }
            }
            return nil
        }
        if let failure { throw failure }
    }
}
