import EventLoop
import Fanout
import Kafka
import Telemetry

/// Reads every channel from Kafka, once for the whole process, and hands each record, encoded once, to all shards.
///
/// It assigns all partitions to itself (each gateway needs every record) and commits nothing. Two tasks: one reads what
/// comes, here; the other looks after the topics, in `Bridge+Topics.swift`: it begins the channels whose topics are there,
/// each with what Kafka has of late, and finds what comes, grows, goes or is made anew.
actor Bridge {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    let options: GatewayOptions
    let channels: [Channel]
    let log: Logger
    private let shards: [Mailbox<ShardInput>]
    /// Where the newest record of each key is kept of channels that begin with that.
    let snapshots: SnapshotKeeper?
    /// How often a channel has begun.
    var beginnings = 0
    /// Called once, when these channels are being read.
    let onLive: (channels: Set<String>, call: @Sendable () async -> Void)
    /// Whether all topics were looked at once.
    var wasSurveyed = false
    /// Whether ``onLive`` was called.
    var wasLive = false
    private var consumer: KafkaConsumer?
    /// Of the channels that are being read.
    let encoders = ChannelEncoders()
    /// By channel.
    var topics: [String: TopicWatch]
    /// Of the cluster that is being read; nil until it was reached.
    var epoch: String?
    /// What is read has changed: the consumer has to be told before it is asked again.
    private var isReassigned = false
    private var tasks: [Task<Void, Never>] = []
    /// Raised when topics are to be looked at now, or at a stop.
    let attention = Signal()
    let gauges: ChannelGauges
    private var lag = ReaderLag()
    /// Why the broker cannot be used; nil as long as it answers.
    private(set) var brokerTrouble: String? = Bridge.beginning
    /// Why a channel is not served while others are.
    var channelTroubles: [String: String] = [:]

    static let beginning = "the broker has not been reached yet"

    private let records = MetricsRegistry.shared.counter(
        "gateway_records_total", help: "Records read from Kafka for all clients.")
    private let lost = MetricsRegistry.shared.counter(
        "gateway_records_lost_total", help: "Records that were gone from Kafka before this gateway read them.")

    /// - Parameter onLive: called once, when these channels are being read.
    init(
        loop: EventLoop, options: GatewayOptions, shards: [Mailbox<ShardInput>], snapshots: SnapshotKeeper? = nil,
        onLive: (channels: Set<String>, call: @Sendable () async -> Void) = ([], {})
    ) {
        self.onLive = onLive
        self.loop = loop
        self.options = options
        channels = options.channels
        topics = Dictionary(uniqueKeysWithValues: channels.map { ($0.name, TopicWatch()) })
        gauges = ChannelGauges(channels)
        self.snapshots = snapshots
        let keeper = snapshots.map { snapshots in
            Mailbox(loop: snapshots.loop) { (inputs: [ShardInput]) in snapshots.assumeIsolated { $0.take(inputs) } }
        }
        self.shards = shards + (keeper.map { [$0] } ?? [])
        var log = Logger(label: "gateway.bridge")
        log[metadataKey: "instance"] = options.instanceID
        self.log = log
    }

    func start() {
        tasks = [Task { await lookAfterTopics() }, Task { await read() }]
    }

    func stop() async {
        for task in tasks { task.cancel() }
        attention.raise()
        for task in tasks { await task.value }
        await consumer?.close()
    }

    /// Why it is not ready, for `/ready`: nil while the broker answers, a channel is being read, and of each other one it
    /// is known why not.
    var trouble: String? {
        if let brokerTrouble { return brokerTrouble }
        let isBeginning = { self.topics[$0]?.isLive != true && self.channelTroubles[$0] == nil }
        if let name = channels.map(\.name).first(where: isBeginning) { return "\(name) is not being read yet" }
        return encoders.isEmpty ? channelTroubles.min { $0.key < $1.key }?.value : nil
    }

    /// Keeps what is wrong with the broker, and says a change of it once.
    func note(trouble new: String?) {
        guard new != brokerTrouble else { return }
        brokerTrouble = new
        if let new { log.warning("\(new)") } else { log.notice("Kafka is being read") }
    }

    // MARK: What is read

    /// Goes on with a channel where `encoder` stands, once ``readOn()`` was called.
    func read(_ channel: String, with encoder: RecordEncoder) {
        encoders[channel] = encoder
        isReassigned = true
    }

    /// Begins to read what was added.
    func readOn() async {
        if isReassigned { await consumer?.endPoll() }
    }

    /// Reads nothing of a channel any more: its topic is gone, or is another one now.
    func drop(_ channel: String) {
        topics[channel]?.restart()
        encoders[channel] = nil
        isReassigned = true
        attention.raise()
    }

    /// Has the consumer read what is to be read, each partition from where its records have been handed on.
    private func reassign(_ consumer: KafkaConsumer) async {
        isReassigned = false
        var starts: [TopicPartition: StartOffset] = [:]
        for channel in encoders.channels {
            for (partition, position) in encoders[channel]?.positions.known ?? [] {
                starts[TopicPartition(topic: channel, partition: partition)] = .offset(position.offset)
            }
        }
        do {
            try await consumer.assign(starts)
        } catch {
            isReassigned = true
            note(trouble: "Kafka: \(error.message)")
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// The embedded broker lets a fetch that finds nothing wait to the end, whatever comes meanwhile: half of this is what
    /// each record waits. A service has more time; fetching more often costs it more than it gains.
    private var fetching: [String: String] { options.kafka.isEmbedded ? ["fetch.wait.max.ms": "2"] : [:] }

    private func makeConsumer() async -> KafkaConsumer? {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                return try KafkaConsumer(loop: loop, options: options.kafka, group: nil, properties: fetching)
            } catch {
                note(trouble: "the broker at \(options.kafka.bootstrapServers) cannot be used: \(error.message)")
                try? await Task.sleep(for: backoff.next())
            }
        }
        return nil
    }

    private func read() async {
        guard let consumer = await makeConsumer() else { return }
        self.consumer = consumer
        while !Task.isCancelled {
            while isReassigned, !Task.isCancelled { await reassign(consumer) }
            let (count, notices) = await consumer.poll(max: 4096, timeout: .seconds(1)) { [encoders] in
                encoders.append($0)
            }
            lag.note(consumer)
            // What was encoded of a topic that is another one now goes with its encoder.
            for topic in Set(notices.rewound.map(\.topic)) where encoders[topic] != nil {
                log.warning("topic \(topic) was made anew")
                drop(topic)
            }
            for (place, count) in notices.skipped where encoders[place.topic] != nil {
                lost.increment(by: Int(count))
                log.error("\(count) records of \(place) were gone before they could be read")
                post(.lost(channel: place.topic, count))
            }
            encoders.takeBatches { post(.batch(channel: $0, $1)) }
            records.increment(by: count)
            await note(notices, isReading: count > 0)
        }
    }

    /// An error stands until something is read again or, where nothing comes, the broker answers a question: one about
    /// records, for the embedded broker's process may well be there while its broker is down.
    private func note(_ notices: ConsumerBatch, isReading: Bool) async {
        guard wasSurveyed, let channel = encoders.channels.first else { return }
        if let error = notices.errors.last {
            attention.raise()
            note(trouble: "Kafka: \(error.message)")
        } else if brokerTrouble != nil {
            if !isReading, notices.ends.isEmpty {
                let probe = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(1))
                let answered = (try? await probe.watermarks(of: TopicPartition(topic: channel, partition: 0))) != nil
                await probe.close()
                guard answered else { return }
            }
            note(trouble: nil)
        }
    }

    func send(_ encoder: inout RecordEncoder, _ channel: String) {
        if let batch = encoder.takeBatch() { post(.batch(channel: channel, batch)) }
    }

    func post(_ input: ShardInput) {
        for shard in shards { shard.post(input) }
    }
}

extension RecordEncoder.Record {
    init(_ record: KafkaRecord) {
        self.init(
            partition: record.topicPartition.partition, offset: record.offset, timestamp: record.timestamp,
            key: record.key, value: record.value, headers: record.headers.map { ($0.name, $0.value) })
    }
}
