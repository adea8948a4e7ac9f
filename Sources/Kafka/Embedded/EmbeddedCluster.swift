internal import CLibrdkafka
import Synchronization

/// A broker in this process: librdkafka's mock cluster, in memory, on free ports of the loopback address.
///
/// It serves any Kafka client (produce, fetch, groups, commits) and keeps about 5 MB a partition. What it cannot do
/// stands in DESIGN.md §4; topics are made with ``create(_:)``, for to a client that names a topic it does not have,
/// it gives one of 4 partitions. Ends when it is released.
public final class EmbeddedCluster: Sendable {
    /// Drawn anew for each cluster: what was remembered of an earlier one's offsets does not hold for this one.
    public let clusterID: String
    public let bootstrapServers: String
    private let mock: Mock
    private let created = Mutex<[String: Int32]>([:])
    /// Brokers that are down, by number, with their ports kept for them: librdkafka ends the process where a broker
    /// cannot have its port back.
    private let away = Mutex<[Int32: PortReservation?]>([:])
    /// Of each broker, the first one first.
    private let ports: [UInt16]

    private struct Mock: @unchecked Sendable {
        // Why @unchecked: librdkafka hands each of these calls over to the cluster's own thread and waits.
        let client: OpaquePointer
        let cluster: OpaquePointer
    }

    public init(brokers: Int = 1) throws(KafkaError) {
        guard let conf = rd_kafka_conf_new() else { throw KafkaError(.other, "out of memory") }
        rd_kafka_conf_set_log_cb(conf, nil)
        var client: OpaquePointer?
        let problem = withErrorText { text, size in
            client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, size)
            return client != nil
        }
        guard let client else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(.other, problem ?? "cannot make a client")
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, Int32(clamping: brokers)) else {
            rd_kafka_destroy(client)
            throw KafkaError(.other, "cannot start the embedded broker")
        }
        mock = Mock(client: client, cluster: cluster)
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        ports = bootstrapServers.split(separator: ",").compactMap {
            $0.split(separator: ":").last.flatMap { UInt16($0) }
        }
        clusterID = "embedded-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    deinit {
        rd_kafka_mock_cluster_destroy(mock.cluster)
        rd_kafka_destroy(mock.client)
    }

    // MARK: Topics

    /// Topics made here, by name.
    public var topics: [TopicMetadata] {
        created.withLock { $0.map { TopicMetadata(name: $0.key, partitions: $0.value) } }.sorted { $0.name < $1.name }
    }

    /// Makes a topic; one that was made before stays as it is.
    public func create(_ topic: TopicSpec) throws(KafkaError) {
        let error: KafkaError? = created.withLock { created in
            guard created[topic.name] == nil else { return nil }
            guard topic.partitions > 0, !topic.name.isEmpty else {
                return KafkaError(.invalidConfiguration, "a topic needs a name and at least one partition")
            }
            let code = rd_kafka_mock_topic_create(mock.cluster, topic.name, topic.partitions, 1)
            if code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
                return KafkaError(
                    .topicExists,
                    "a client named topic \(topic.name) before it was created, and so the embedded broker made it "
                        + "with 4 partitions: start it again")
            }
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return KafkaError(code) }
            created[topic.name] = topic.partitions
            return nil
        }
        if let error { throw error }
    }

    // MARK: Faults

    /// Cuts all connections and takes no new ones, until ``up(broker:)``.
    /// - Parameter broker: From 1; all by default.
    public func down(broker: Int32? = nil) throws(KafkaError) {
        try away.withLock { away throws(KafkaError) in
            for (number, port) in try numbered(broker) where away[number] == nil {
                try check(rd_kafka_mock_broker_set_down(mock.cluster, number))
                away.updateValue(PortReservation(port: port), forKey: number)
            }
        }
    }

    /// Takes connections again.
    public func up(broker: Int32? = nil) throws(KafkaError) {
        try away.withLock { away throws(KafkaError) in
            for (number, port) in try numbered(broker) {
                guard let kept = away[number] else { continue }
                guard let reservation = kept ?? PortReservation(port: port) else {
                    throw KafkaError(.other, "somebody else has taken port \(port): start the embedded broker again")
                }
                try check(rd_kafka_mock_broker_set_up(mock.cluster, number))
                withExtendedLifetime(reservation) { _ = away.removeValue(forKey: number) }
            }
        }
    }

    /// Numbers and ports of these brokers.
    private func numbered(_ broker: Int32?) throws(KafkaError) -> [(number: Int32, port: UInt16)] {
        let all = ports.enumerated().map { (number: Int32($0.offset + 1), port: $0.element) }
        let chosen = all.filter { $0.number == broker ?? $0.number }
        guard !chosen.isEmpty else { throw KafkaError(.other, "there is no broker \(broker ?? 0)") }
        return chosen
    }

    /// Holds every answer back for `delay`; none, and it is quick again.
    public func slow(by delay: Duration, broker: Int32? = nil) throws(KafkaError) {
        try check(rd_kafka_mock_broker_set_rtt(mock.cluster, broker ?? -1, delay.wholeMilliseconds))
    }

    /// Answers the next requests of one kind with errors, in order.
    /// - Parameters:
    ///   - errors: Error numbers of Kafka's protocol (6: not the leader); librdkafka's -195 cuts the connection.
    ///   - request: Number of the request in Kafka's protocol: 0 produce, 1 fetch, 8 commit, 11 join group.
    public func fail(_ request: Int16, with errors: [Int32]) {
        let codes = errors.map { rd_kafka_resp_err_t(rawValue: $0) }
        rd_kafka_mock_push_request_errors_array(mock.cluster, request, codes.count, codes)
    }

    /// Forgets the errors still waiting for requests of this kind.
    public func clearFailures(of request: Int16) {
        rd_kafka_mock_clear_request_errors(mock.cluster, request)
    }
}
