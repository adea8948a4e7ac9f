import EventLoop
import Kafka
import Telemetry

/// Writes what clients publish: idempotent, acknowledged by all replicas, or refused within a deadline. It needs no Redis.
actor Publisher {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let options: KafkaOptions
    private let limits: PublishLimits
    private let broker: BrokerWatch
    /// Made with the first record: most gateways only read.
    private var producer: KafkaProducer?
    private var isClosed = false
    private let written = MetricsRegistry.shared.counter(
        "gateway_published_total", help: "Records of clients that Kafka has acknowledged.")
    private let failed = MetricsRegistry.shared.counter(
        "gateway_publish_failures_total", help: "Records of clients that Kafka has not acknowledged.")

    init(loop: EventLoop, options: KafkaOptions, limits: PublishLimits, broker: BrokerWatch) {
        self.loop = loop
        self.options = options
        self.limits = limits
        self.broker = broker
    }

    /// - Returns: where Kafka has put it.
    func publish(_ record: ProducerRecord) async throws(Problem) -> Delivery {
        guard !broker.isLost else { throw .brokerLost }
        guard !isClosed else { throw .publishBusy }
        do throws(KafkaError) {
            let delivery = try await open().send(record)
            written.increment()
            return delivery
        } catch {
            failed.increment()
            if error.isFatal || error.code == .fatal { await discard() }
            throw Problem(publishing: record.topic, error, deadline: limits.deadline)
        }
    }

    /// Writes several at once, each or not.
    func publish(_ records: [ProducerRecord]) async -> [Result<Delivery, Problem>] {
        guard !records.isEmpty else { return [] }
        guard !broker.isLost else { return records.map { _ in .failure(.brokerLost) } }
        guard !isClosed else { return records.map { _ in .failure(.publishBusy) } }
        let results: [Result<Delivery, KafkaError>]
        do throws(KafkaError) {
            results = try await open().send(records)
        } catch {
            results = records.map { _ in .failure(error) }
        }
        var isDead = false
        let told = zip(records, results).map { record, result in
            if case .success = result { written.increment() } else { failed.increment() }
            if case .failure(let error) = result, error.isFatal { isDead = true }
            return result.mapError { Problem(publishing: record.topic, $0, deadline: limits.deadline) }
        }
        if isDead { await discard() }
        return told
    }

    /// Takes nothing more, and waits a little for what is on its way.
    func close() async {
        isClosed = true
        await producer?.close(timeout: .seconds(1))
        producer = nil
    }

    private func open() throws(KafkaError) -> KafkaProducer {
        if let producer { return producer }
        let made = try KafkaProducer(
            loop: loop, options: options,
            properties: [
                "message.timeout.ms": "\(limits.deadline.milliseconds)", "linger.ms": "1",
                "queue.buffering.max.messages": "\(limits.records)",
                "queue.buffering.max.kbytes": "\(limits.bytes / 1024)",
            ])
        producer = made
        return made
    }

    /// One that has given up for good is of no use; the next record makes another.
    private func discard() async {
        let old = producer
        producer = nil
        await old?.close(timeout: .zero)
    }
}
