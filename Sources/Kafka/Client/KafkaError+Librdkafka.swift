internal import CLibrdkafka

extension KafkaError {
    /// - Parameter reason: What librdkafka says of this very case; by default what it says of the code.
    init(_ error: rd_kafka_resp_err_t, _ reason: String? = nil, isFatal: Bool = false) {
        let isFatal = isFatal || error == RD_KAFKA_RESP_ERR__FATAL
        let code = isFatal ? .fatal : Code(error)
        self.init(
            code, reason ?? String(cString: rd_kafka_err2str(error)), rawCode: error.rawValue,
            isRetriable: code.isWorthAnotherTry, isFatal: isFatal)
    }

    /// Takes over and frees one of librdkafka's error objects.
    init(consuming error: OpaquePointer) {
        defer { rd_kafka_error_destroy(error) }
        self.init(
            rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0)
    }

    static let closed = KafkaError(.closed, "the client is closed")
}

extension KafkaError.Code {
    private static let retriable: Set<Self> = [.transport, .timedOut, .queueFull, .rebalanced]

    var isWorthAnotherTry: Bool { Self.retriable.contains(self) }

    init(_ error: rd_kafka_resp_err_t) {
        self =
            switch error {
            case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
                RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR__WAIT_COORD:
                .transport
            case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
                .timedOut
            case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: .unknownTopic
            case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: .unknownPartition
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: .topicExists
            case RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT: .purged
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: .queueFull
            case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: .recordTooLarge
            case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
                RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST,
                RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
                .rebalanced
            case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: .offsetOutOfRange
            case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED: .unauthenticated
            case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
                RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
                .unauthorized
            case RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_INVALID_CONFIG: .invalidConfiguration
            case RD_KAFKA_RESP_ERR__DESTROY: .closed
            case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FENCED: .fatal
            default: .other
            }
    }
}
