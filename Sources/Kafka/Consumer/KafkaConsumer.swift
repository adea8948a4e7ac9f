internal import CLibrdkafka
public import EventLoop
import Synchronization

/// Reads records: as a member of a group, or from partitions that it is told.
///
/// It is pinned to its loop, and nothing it does blocks there. Nothing is committed by itself. Group members are asked
/// to poll at least every five minutes, or the group goes on without them. End it with ``close()``.
///
///     while running {
///         let batch = await consumer.poll(max: 500, timeout: .seconds(1))
///         …
///         try await consumer.commit(next)
///     }
public actor KafkaConsumer {
    public nonisolated let loop: EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    let options: KafkaOptions
    /// These three are `nil` once closed.
    var client: KafkaClient?
    /// Where records, ends, errors and rebalances come.
    var queue: WakingQueue?
    /// Where replies to commits come, so that they need no poll.
    var replies: WakingQueue?

    let buffer = MessageBuffer()
    var partitions: [PartitionState] = []
    var lastHit = 0
    /// Whether it reads as a member of a group.
    var isMember = false
    /// Revoked since the current draining began; what came of them before is not handed on.
    var revoked: Set<TopicPartition> = []
    /// What came beside records and was not handed on yet.
    var notices = ConsumerBatch()
    var gaps: [TopicPartition: [Range<Int64>]] = [:]
    var isCheckingGaps = false
    /// Counts assignments, so that an answer about an earlier one is known as such.
    var generation = 0

    var onRebalance: @Sendable (RebalanceEvent) -> Void = { _ in }
    var onReadable: (@Sendable () -> Void)?
    var pollWait: LoopWait?
    var isClosing = false
    var closeWait: LoopWait?
    var commits: [Int: CheckedContinuation<KafkaError?, Never>] = [:]
    var lastCommit = 0

    /// - Parameters:
    ///   - group: Whose member it is to be, or whose stored offsets it uses; `nil` for a reader that needs neither.
    ///   - properties: Settings this use needs, over the user's.
    public init(
        loop: EventLoop, options: KafkaOptions, group: String?, properties: [String: String] = [:]
    ) throws(KafkaError) {
        var preferred = Self.preferred
        // The embedded broker holds a fetch for the whole of this time, even when records arrive.
        if options.isEmbedded { preferred["fetch.wait.max.ms"] = "5" }
        let configuration = try ClientConfiguration(
            options: options, preferred: preferred, required: Self.required.merging(properties) { $1 }, group: group)
        let client = try KafkaClient(.consumer, configuration: configuration, log: options.log)
        let owner = Owner()
        client.context.onError = { error in
            owner.consumer?.assumeIsolated { $0.notices.errors.append(error) }
        }
        client.context.onRebalance = { event, list in
            let partitions = list?.elements.map(TopicPartition.init) ?? []
            owner.consumer?.assumeIsolated { $0.rebalance(event, partitions) }
        }
        client.context.onCommit = { number, error in
            owner.consumer?.assumeIsolated { $0.commits.removeValue(forKey: number)?.resume(returning: error) }
        }
        rd_kafka_poll_set_consumer(client.handle)
        queue = WakingQueue(rd_kafka_queue_get_consumer(client.handle), of: client, loop: loop) {
            owner.consumer?.assumeIsolated { $0.becameReadable() }
        }
        replies = WakingQueue(rd_kafka_queue_new(client.handle), of: client, loop: loop) {
            owner.consumer?.assumeIsolated { $0.serveReplies() }
        }
        self.loop = loop
        self.options = options
        self.client = client
        owner.consumer = self
    }

    /// Leads the callbacks to the consumer. What comes before it is set is found by the first poll.
    private final class Owner: Sendable {
        private struct Reference { weak var consumer: KafkaConsumer? }

        private let reference = Mutex(Reference())

        var consumer: KafkaConsumer? {
            get { reference.withLock { $0.consumer } }
            set { reference.withLock { $0.consumer = newValue } }
        }
    }

    private static let preferred = [
        "group.id": "kafka-dojo-reader",
        "session.timeout.ms": "6000",
        "heartbeat.interval.ms": "1000",
        "auto.offset.reset": "earliest",
        "fetch.error.backoff.ms": "100",
    ]

    private static let required = [
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "enable.partition.eof": "true",
        "partition.assignment.strategy": "range,roundrobin",
    ]

    /// Partitions that it reads now.
    public var assignment: Set<TopicPartition> { Set(partitions.map(\.topicPartition)) }

    /// The offset of the next record of a partition; nil until that is known.
    public func next(of partition: TopicPartition) -> Int64? {
        partitions.first { $0.topicPartition == partition }?.next
    }

    /// Records between where it reads and the end, a partition, as of the latest fetch: nothing is asked. A partition
    /// is left out until something of it has come.
    public func lag() -> [TopicPartition: Int64] {
        guard let client else { return [:] }
        var lag: [TopicPartition: Int64] = [:]
        for state in partitions {
            var (low, high): (Int64, Int64) = (-1, -1)
            let partition = state.topicPartition
            let error = rd_kafka_get_watermark_offsets(
                client.handle, partition.topic, partition.partition, &low, &high)
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0, let next = state.next else { continue }
            lag[partition] = max(0, high - max(next, low))
        }
        return lag
    }

    func requireClient() throws(KafkaError) -> KafkaClient {
        guard let client else { throw .closed }
        return client
    }
}
