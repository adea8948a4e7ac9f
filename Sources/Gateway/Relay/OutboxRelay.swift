import EventLoop
import Kafka
import State
import Telemetry

/// Brings what the outbox owes to Kafka: per topic and key in order, and deleted only when acknowledged.
///
/// One gateway at a time does it, the holder of a lease in Redis that is renewed while it waits for acknowledgements. On
/// losing it the queue is purged and everything unacknowledged is left to the next holder, who sends it again with the
/// same event ids. A partition that is stuck holds only its own entries: reading goes on past them.
actor OutboxRelay {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let options: GatewayOptions
    private let outbox: Outbox
    private let readiness: Readiness
    private let log: Logger
    /// Holds the lease. More than the instance's name: two that were given the same name must not both lead.
    private let owner: String
    private var task: Task<Void, Never>?
    private var isStopped = false
    /// Entries sent and not yet acknowledged by Kafka.
    private var inFlight = 0
    /// Acknowledged by Kafka, not yet deleted from the outbox.
    private var acknowledged: [OutboxEntry.Receipt] = []
    private var failure: KafkaError?
    /// Where reading goes on; nil is the beginning.
    private var position: OutboxEntry.ID?
    private let signal = Signal()

    private let sent = MetricsRegistry.shared.counter(
        "gateway_outbox_sent_total", help: "Events that Kafka acknowledged.")
    private let waiting = MetricsRegistry.shared.gauge(
        "gateway_outbox_in_flight", help: "Events sent and not yet acknowledged.")
    private let leading = MetricsRegistry.shared.gauge(
        "gateway_outbox_leader", help: "1 while this gateway brings the outbox to Kafka.")

    /// Entries that may be on their way at once. What a stuck partition holds counts, so this is generous.
    private static let mostInFlight = 20_000
    private static let readAtOnce = 1000
    private static let lease = Duration.seconds(5)
    /// How long it rests after it has read something: what is added meanwhile is read, and what is acknowledged is deleted,
    /// in one call. The producer lingers as long.
    private static let rest = Duration.milliseconds(2)

    init(loop: EventLoop, options: GatewayOptions, outbox: Outbox, readiness: Readiness) {
        self.loop = loop
        self.readiness = readiness
        self.options = options
        self.outbox = outbox
        owner = "\(options.instanceID)/\(Identifier.random().prefix(8))"
        var log = Logger(label: "gateway.relay")
        log[metadataKey: "instance"] = options.instanceID
        self.log = log
    }

    /// Does nothing after ``stop()``: the broker may be reached while the gateway stops.
    func start() {
        guard !isStopped else { return }
        task = Task { await run() }
    }

    /// Sends what is there already, within the deadline, and gives the lease back.
    func stop() async {
        isStopped = true
        task?.cancel()
        signal.raise()
        await task?.value
    }

    /// Something was added to the outbox, or acknowledged, or it is time to stop. From any thread.
    nonisolated func wake() { signal.raise() }

    private func run() async {
        await outbox.onNewEntries { [signal] in signal.raise() }
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                if try await outbox.holdLease(owner: owner, for: Self.lease) { try await lead() }
                backoff.reset()
                await signal.wait(atMost: .seconds(1))
            } catch let error as StateError {
                log.warning("what is owed to Kafka cannot be sent", metadata: ["error": error.message])
                readiness.set("outbox", trouble: "what is owed to Kafka cannot be sent: Redis answered \(error.code)")
                try? await Task.sleep(for: backoff.next())
            } catch {
                log.error("the relay's producer failed and is made anew", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    /// Holds the lease until it is lost, something fails, or the gateway stops.
    private func lead() async throws {
        let producer = try KafkaProducer(
            loop: loop, options: options.kafka, properties: ["message.timeout.ms": "0", "linger.ms": "2"])
        // Short: meanwhile nobody renews the lease.
        await producer.prepare(for: [options.topics.orders, options.topics.audit], timeout: .seconds(1))
        log.info("bringing the outbox to Kafka")
        leading.set(1)
        (inFlight, acknowledged, failure, position) = (0, [], nil, nil)
        do {
            try await relay(with: producer)
        } catch {
            producer.purge()
            await producer.close(timeout: .zero)
            leading.set(0)
            throw error
        }
        // At a stop what was sent may still be acknowledged; what is not stays in the outbox for the next holder.
        await producer.close(timeout: .seconds(1))
        try? await settle()
        try? await outbox.releaseLease(owner: owner)
        leading.set(0)
    }

    private func relay(with producer: KafkaProducer) async throws {
        var renewed = EventLoop.now
        while true {
            if let failure { throw failure }
            if EventLoop.now - renewed > Self.lease / 3 {
                guard try await outbox.holdLease(owner: owner, for: Self.lease) else {
                    log.notice("another gateway took over the outbox")
                    producer.purge()
                    return
                }
                renewed = EventLoop.now
            }
            try await settle()
            let count = try await sendMore(with: producer)
            if Task.isCancelled { return }
            switch count {
            case 0: await signal.wait(atMost: .seconds(1))
            case Self.readAtOnce: break  // there is more
            default: await loop.pause(for: Self.rest)
            }
        }
    }

    /// - Returns: how much there was to send.
    private func sendMore(with producer: KafkaProducer) async throws -> Int {
        let room = Self.mostInFlight - inFlight
        guard room > 0 else { return 0 }
        let entries = try await outbox.read(after: position, count: min(room, Self.readAtOnce))
        readiness.set("outbox", trouble: nil)
        guard let last = entries.last else { return 0 }
        position = last.id
        inFlight += entries.count
        waiting.set(inFlight)
        for entry in entries {
            let receipt = entry.receipt(ordersTopic: options.topics.orders)
            producer.send(ProducerRecord(entry, topics: options.topics)) { [weak self] result in
                self?.assumeIsolated { $0.delivered(receipt, result.map { _ in }) }
            }
        }
        return entries.count
    }

    private func delivered(_ receipt: OutboxEntry.Receipt, _ result: Result<Void, KafkaError>) {
        inFlight -= 1
        switch result {
        case .success: acknowledged.append(receipt)
        case .failure(let error): if error.code != .purged { failure = error }
        }
        signal.raise()
    }

    /// Deletes from the outbox what Kafka has acknowledged.
    private func settle() async throws(StateError) {
        waiting.set(inFlight)
        guard !acknowledged.isEmpty else { return }
        let receipts = acknowledged
        acknowledged = []
        try await outbox.acknowledge(receipts)
        sent.increment(by: receipts.count)
    }
}
