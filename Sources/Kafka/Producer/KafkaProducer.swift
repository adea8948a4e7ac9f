internal import CLibrdkafka
public import EventLoop
import Synchronization

/// Writes records: idempotent, in order within a partition, acknowledged by all replicas, batched for 5 ms.
///
/// Records may be given from any thread; acknowledgements are reported on the loop. End it with ``close(timeout:)``,
/// before the loop is stopped.
public final class KafkaProducer: Sendable {
    /// Takes what became of one record. Called exactly once, on the producer's loop.
    public typealias Completion = @Sendable (Result<Delivery, KafkaError>) -> Void

    let loop: EventLoop
    let onError: @Sendable (KafkaError) -> Void
    let state: Mutex<State>

    struct State {
        /// Both `nil` once closed.
        var client: KafkaClient?
        var queue: WakingQueue?
        var isClosing = false
        /// Records given to librdkafka and not yet reported, by the number that travels with them.
        var pending: [UInt: Pending] = [:]
        var lastNumber: UInt = 0
        /// While completions are called, of records that are not pending any more.
        var isReporting = false
        /// Called on the loop, once each, after the next reports.
        var afterReports: [@Sendable () -> Void] = []
    }

    struct Pending {
        let topic: String
        let completion: Completion
    }

    /// - Parameters:
    ///   - properties: Settings this use needs, over the user's: `message.timeout.ms` 0 waits for a broker forever.
    ///   - onError: Called on the loop with what goes wrong beside single records: brokers that cannot be reached, and
    ///     the one fatal error after which every record fails.
    public init(
        loop: EventLoop, options: KafkaOptions, properties: [String: String] = [:],
        onError: @escaping @Sendable (KafkaError) -> Void = { _ in }
    ) throws(KafkaError) {
        let configuration = try ClientConfiguration(
            options: options,
            preferred: ["linger.ms": "5", "partitioner": "murmur2_random"],
            required: ["enable.idempotence": "true", "acks": "all"].merging(properties) { $1 })
        let client = try KafkaClient(.producer, configuration: configuration, log: options.log)
        self.loop = loop
        self.onError = onError
        state = Mutex(State(client: client))
        let queue = WakingQueue(rd_kafka_queue_get_main(client.handle), of: client, loop: loop) { [weak self] in
            self?.takeReports()
        }
        state.withLock { $0.queue = queue }
        loop.execute { [weak self] in self?.takeReports() }
    }

    deinit {
        let left = state.withLock { $0.pending }
        guard !left.isEmpty else { return }
        loop.execute { for pending in left.values { pending.completion(.failure(.closed)) } }
    }

    /// Records given and neither acknowledged nor failed yet.
    public var queueDepth: Int { state.withLock { $0.pending.count } }

    /// Sends a record. When it cannot even be queued, `completion` gets that as its error: ``KafkaError/Code/queueFull``.
    public func send(_ record: ProducerRecord, completion: @escaping Completion) {
        if let error = enqueue(record, completion: completion) {
            loop.execute { completion(.failure(error)) }
        }
    }

    /// Sends a record and waits for its acknowledgement.
    public func send(_ record: ProducerRecord) async throws(KafkaError) -> Delivery {
        let result = await withCheckedContinuation { continuation in
            send(record) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Takes back every record that was not acknowledged: each fails with ``KafkaError/Code/purged``. Whether those on
    /// their way were written is not known.
    public func purge() {
        guard let client = state.withLock({ $0.client }) else { return }
        rd_kafka_purge(
            client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
    }

    /// Waits until every record has been answered, or `timeout` has passed.
    public func flush(timeout: Duration) async {
        let deadline = EventLoop.now + timeout
        while EventLoop.now < deadline, !Task.isCancelled {
            let wait = LoopWait(on: loop)
            let isOwed = state.withLock { state in
                let isOwed = !state.pending.isEmpty || state.isReporting
                if isOwed { state.afterReports.append { wait.end() } }
                return isOwed
            }
            guard isOwed else { return }
            await wait.wait(for: deadline - EventLoop.now)
        }
    }

    /// Takes no more records, waits for those pending, takes back what is left after `timeout`, and ends.
    public func close(timeout: Duration = .seconds(10)) async {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        // A task of its own: the one that closes is often cancelled already, and what is owed is still to be written.
        await Task {
            await flush(timeout: timeout)
            guard queueDepth > 0 else { return }
            purge()
            await flush(timeout: .seconds(2))
        }.value
        let (end, left, waiting) = state.withLock { state in
            defer {
                state.client = nil
                state.queue = nil
                state.pending = [:]
                state.afterReports = []
            }
            return (state.client?.end, state.pending, state.afterReports)
        }
        loop.execute {
            for pending in left.values { pending.completion(.failure(.closed)) }
            for resume in waiting { resume() }
        }
        await end?.wait()
    }
}
