import EventLoop
import Fanout
import Kafka
import Telemetry

/// Reads every channel from Kafka, once for the whole process, and hands each record, encoded once, to all shards.
///
/// It assigns all partitions to itself (each gateway needs every record) and commits nothing. It first fills the rings
/// with what Kafka has of late, merged by time, then goes on live.
actor Bridge {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let options: GatewayOptions
    private let channels: [Channel]
    private let shards: [Mailbox<ShardInput>]
    private let log: Logger
    private let onFilled: @Sendable () async -> Void
    private var consumer: KafkaConsumer?
    private var encoders: [String: RecordEncoder] = [:]
    private var task: Task<Void, Never>?
    private var lag = ReaderLag()
    /// Why it is not ready, for `/ready`; nil once the rings are filled and the broker answers.
    private(set) var trouble: String? = Bridge.beginning

    static let beginning = "the broker has not been reached yet"

    private let records = MetricsRegistry.shared.counter(
        "gateway_records_total", help: "Records read from Kafka for all clients.")
    private let lost = MetricsRegistry.shared.counter(
        "gateway_records_lost_total", help: "Records that were gone from Kafka before this gateway read them.")

    /// - Parameter onFilled: called once, when the broker was reached, the topics are there and the rings are filled.
    init(
        loop: EventLoop, options: GatewayOptions, channels: [Channel], shards: [Mailbox<ShardInput>],
        onFilled: @escaping @Sendable () async -> Void = {}
    ) {
        self.onFilled = onFilled
        self.loop = loop
        self.options = options
        self.channels = channels
        self.shards = shards
        var log = Logger(label: "gateway.bridge")
        log[metadataKey: "instance"] = options.instanceID
        self.log = log
    }

    func start() {
        task = Task { await run() }
    }

    func stop() async {
        task?.cancel()
        await task?.value
        await consumer?.close()
    }

    private func run() async {
        // One for all attempts, so that a broker that is slow to answer is reached in the end; each is short, so that a
        // stop need not wait for it.
        let admin = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(2))
        var backoff = Backoff()
        while !Task.isCancelled, consumer == nil {
            do {
                try await open(with: admin)
            } catch {
                note(trouble: "the broker at \(options.kafka.bootstrapServers) cannot be used: \(error.message)")
                try? await Task.sleep(for: backoff.next())
            }
        }
        await admin.close()
        if consumer != nil { await onFilled() }
        await live()
    }

    /// Keeps what `/ready` says, and says a change of it once.
    private func note(trouble new: String?) {
        guard new != trouble else { return }
        trouble = new
        if let new { log.warning("\(new)") } else { log.notice("Kafka is being read") }
    }

    // MARK: Start

    /// Reaches the broker, fills the rings, and leaves the consumer where the fill ended.
    private func open(with admin: KafkaAdmin) async throws(KafkaError) {
        let (epoch, fills) = try await survey(with: admin)
        let consumer = try KafkaConsumer(
            loop: loop, options: options.kafka, group: nil)
        do {
            let starts = fills.flatMap(\.starts).map { ($0.key, StartOffset.offset($0.value)) }
            try await consumer.assign(Dictionary(uniqueKeysWithValues: starts))
            try await fillRings(fills, from: consumer)
        } catch {
            await consumer.close()
            throw error
        }
        self.consumer = consumer
        post(.filled)
        note(trouble: nil)
        log.info("rings are filled", metadata: ["epoch": epoch])
    }

    /// What there is to read of each channel, and the epoch of the cluster that has it.
    private func survey(with admin: KafkaAdmin) async throws(KafkaError) -> (epoch: String, fills: [Fill]) {
        let epoch = Cursor.epoch(clusterID: try await admin.clusterID())
        let topics = try await admin.topics()
        var fills: [Fill] = []
        for channel in channels {
            guard let topic = topics.first(where: { $0.name == channel.name }) else {
                throw KafkaError(.unknownTopic, "there is no topic \(channel.name): run `dojo topics create`")
            }
            var fill = Fill(channel: channel, epoch: epoch)
            for partition in 0..<Int32(topic.partitions) {
                let place = TopicPartition(topic: channel.name, partition: partition)
                let (low, high) = try await admin.watermarks(of: place)
                fill.add(place, low: low, high: high, most: Int64((channel.history ?? options.history).records))
            }
            fills.append(fill)
        }
        return (epoch, fills)
    }

    private func fillRings(_ fills: [Fill], from consumer: KafkaConsumer) async throws(KafkaError) {
        var fills = fills
        while !fills.allSatisfy(\.isComplete) {
            guard !Task.isCancelled else { throw KafkaError(.closed, "the gateway is stopping") }
            let batch = await consumer.poll(max: 1000, timeout: .seconds(1))
            if let error = batch.errors.first(where: { !$0.isRetriable }) { throw error }
            for index in fills.indices { fills[index].take(batch) }
        }
        for fill in fills {
            post(.channel(fill.channel, fill.start))
            var encoder = RecordEncoder(positions: fill.start.positions, keyField: fill.channel.keyField)
            for record in fill.merged {
                encoder.append(record)
                if encoder.pendingBytes > options.frameLimit { send(&encoder, fill.channel.name) }
            }
            send(&encoder, fill.channel.name)
            encoders[fill.channel.name] = encoder
        }
    }

    // MARK: Live

    private func live() async {
        guard let consumer else { return }
        while !Task.isCancelled {
            let batch = await consumer.poll(max: 4096, timeout: .seconds(1))
            lag.note(consumer)
            for (place, count) in batch.skipped {
                lost.increment(by: Int(count))
                log.error("\(count) records of \(place) were gone before they could be read")
                post(.lost(channel: place.topic, count))
            }
            await note(batch)
            guard !batch.records.isEmpty else { continue }
            records.increment(by: batch.records.count)
            for record in batch.records {
                encoders[record.topicPartition.topic]?.append(RecordEncoder.Record(record))
            }
            for channel in channels {
                guard var encoder = encoders[channel.name], encoder.pendingBytes > 0 else { continue }
                encoders[channel.name] = nil  // so that there is one owner, and no copy
                send(&encoder, channel.name)
                encoders[channel.name] = encoder
            }
        }
    }

    /// An error stands until something is read again or, where nothing comes, the broker answers a question: one about
    /// records, for the embedded broker's process may well be there while its broker is down.
    private func note(_ batch: ConsumerBatch) async {
        if let error = batch.errors.last {
            note(trouble: "Kafka: \(error.message)")
        } else if trouble != nil {
            if batch.records.isEmpty, batch.ends.isEmpty {
                let probe = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(1))
                let place = TopicPartition(topic: channels[0].name, partition: 0)
                let answered = (try? await probe.watermarks(of: place)) != nil
                await probe.close()
                guard answered else { return }
            }
            note(trouble: nil)
        }
    }

    private func send(_ encoder: inout RecordEncoder, _ channel: String) {
        if let batch = encoder.takeBatch() { post(.batch(channel: channel, batch)) }
    }

    private func post(_ input: ShardInput) {
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
