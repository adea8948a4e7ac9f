internal import CLibrdkafka

extension KafkaProducer {
    /// Serves librdkafka's queue until it is empty. On the loop.
    func takeReports() {
        guard let queue = state.withLock({ $0.queue }) else { return }
        while let event = rd_kafka_queue_poll(queue.pointer, 0) {
            defer { rd_kafka_event_destroy(event) }
            switch rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_DR: report(event)
            case RD_KAFKA_EVENT_ERROR:
                onError(
                    KafkaError(
                        rd_kafka_event_error(event), rd_kafka_event_error_string(event).map { String(cString: $0) },
                        isFatal: rd_kafka_event_error_is_fatal(event) != 0))
            default: break
            }
        }
        let waiting = state.withLock { state in
            defer { state.afterReports = [] }
            return state.afterReports
        }
        for resume in waiting { resume() }
    }

    private func report(_ event: OpaquePointer) {
        var reports: [(Completion, Result<Delivery, KafkaError>)] = []
        reports.reserveCapacity(rd_kafka_event_message_count(event))
        state.withLock { state in
            while let message = rd_kafka_event_message_next(event) {
                let number = UInt(bitPattern: message.pointee._private)
                guard let pending = state.pending.removeValue(forKey: number) else { continue }
                reports.append((pending.completion, Self.result(of: message, in: pending.topic)))
            }
            state.isReporting = true
        }
        for (completion, result) in reports { completion(result) }
        state.withLock { $0.isReporting = false }
    }

    private static func result(
        of message: UnsafePointer<rd_kafka_message_t>, in topic: String
    ) -> Result<Delivery, KafkaError> {
        guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .failure(
                KafkaError(message.pointee.err, rd_kafka_message_errstr(message).map { String(cString: $0) }))
        }
        let topicPartition = TopicPartition(topic: topic, partition: message.pointee.partition)
        return .success(Delivery(topicPartition: topicPartition, offset: message.pointee.offset))
    }
}
