import Kafka

extension Problem {
    static let publishBusy = Problem(
        503, "publish.busy", "too much waits for Kafka: nothing was written, try again in a second",
        headers: ["Retry-After": "1"], retryAfter: 1000)

    init(_ invalid: InvalidRecord) { self.init(400, "publish.invalid", invalid.message) }

    /// Why Kafka has not acknowledged a record.
    init(publishing topic: String, _ error: KafkaError, deadline: Duration) {
        switch error.code {
        case .queueFull: self = .publishBusy
        case .recordTooLarge:
            self.init(413, "publish.too-large", "the record is larger than Kafka takes on \(topic)")
        case .timedOut, .transport, .purged, .closed, .brokerLost, .fatal:
            self.init(
                503, "publish.unacknowledged",
                "Kafka has not acknowledged the record within \(deadline.milliseconds) ms: it may have been written or not",
                headers: ["Retry-After": "1"], retryAfter: 1000)
        default: self.init(502, "publish.refused", "Kafka has refused the record: \(error.message)")
        }
    }
}
