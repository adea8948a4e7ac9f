internal import CLibrdkafka
public import EventLoop
import Glibc
import Synchronization

/// Makes topics and answers questions about the cluster, on either kind of broker.
///
/// On the embedded broker it asks the broker's process first, since that one invents every topic that a client names.
public final class KafkaAdmin: Sendable {
    let options: KafkaOptions
    let timeout: Duration
    let control: EmbeddedControlClient?
    private let made = Mutex<KafkaClient?>(nil)

    /// - Parameter timeout: How long a question waits for the cluster.
    public init(loop: EventLoop, options: KafkaOptions, timeout: Duration = .seconds(30)) {
        self.options = options
        self.timeout = timeout
        control = options.control.map { EmbeddedControlClient(loop: loop, path: $0) }
    }

    /// The client, made when first needed.
    func client() throws(KafkaError) -> KafkaClient {
        try made.withLock { made throws(KafkaError) in
            if let made { return made }
            let configuration = try ClientConfiguration(options: options, preferred: [:], required: [:])
            let client = try KafkaClient(.admin, configuration: configuration, log: options.log)
            made = client
            return client
        }
    }

    /// Identifies the cluster whose offsets are being spoken of.
    public func clusterID() async throws(KafkaError) -> String {
        if let control { return try await control.clusterID() }
        let milliseconds = timeout.wholeMilliseconds
        let id = try await client().blocking { handle -> String? in
            guard let id = rd_kafka_clusterid(handle, milliseconds) else { return nil }
            defer { rd_kafka_mem_free(handle, id) }
            return String(cString: id)
        }
        guard let id else {
            throw KafkaError(.timedOut, "no broker said which cluster this is", isRetriable: true)
        }
        return id
    }

    /// The first offset there is and the one that the next record will get.
    public func watermarks(of partition: TopicPartition) async throws(KafkaError) -> (low: Int64, high: Int64) {
        try await requireEmbedded(partition)
        let milliseconds = timeout.wholeMilliseconds
        return try await client().blocking { Self.watermarks(of: partition, on: $0, timeout: milliseconds) }.get()
    }

    static func watermarks(
        of partition: TopicPartition, on handle: OpaquePointer, timeout: Int32
    ) -> Result<(low: Int64, high: Int64), KafkaError> {
        let deadline = EventLoop.now + .milliseconds(timeout)
        while true {
            var (low, high): (Int64, Int64) = (0, 0)
            let error = rd_kafka_query_watermark_offsets(
                handle, partition.topic, partition.partition, &low, &high, timeout)
            if error == RD_KAFKA_RESP_ERR_NO_ERROR { return .success((low, high)) }
            // A topic that was just made, or whose leader moved: librdkafka has asked who leads, and passes the refusal on.
            let isSearching = error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            guard isSearching, EventLoop.now < deadline else { return .failure(KafkaError(error)) }
            usleep(50_000)  // this thread is for calls that block
        }
    }

    /// Throws when the embedded broker has no such partition: asking it would make it.
    func requireEmbedded(_ partition: TopicPartition) async throws(KafkaError) {
        guard let control else { return }
        guard let topic = try await control.topics().first(where: { $0.name == partition.topic }) else {
            throw KafkaError(.unknownTopic, "there is no topic \(partition.topic)")
        }
        guard (0..<topic.partitions).contains(partition.partition) else {
            throw KafkaError(.unknownPartition, "there is no partition \(partition)")
        }
    }

    /// Ends the connections. A later question makes new ones.
    public func close() async {
        await control?.close()
        let end = made.withLock { made in
            defer { made = nil }
            return made?.end
        }
        await end?.wait()
    }
}
