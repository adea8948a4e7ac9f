import EventLoop
import Kafka
import OrderEvents
import Telemetry

/// Reads as a member of a group and has batches processed, in turns (``BatchLine``), while it goes on reading.
///
/// Reading never stops for long, so that rebalances are served and the member stays in its group whatever Redis or the
/// broker are doing: a partition whose records pile up is paused, and all are while a batch cannot be got through.
/// An offset is committed when everything that its record, and those before it, led to is acknowledged.
actor RecordLoop {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    let consumer: KafkaConsumer
    let processor: BatchProcessor
    let logger: Logger
    /// How much longer each record takes than it has to: the slow consumer.
    let delay: @Sendable () -> Duration
    private let onFatalError: @Sendable (KafkaError) -> Void

    var merge: PartitionMerge<TopicPartition, Waiting>
    /// Numbers each assignment of a partition, so that what was read under an earlier one is known to be too late.
    var assignment: [TopicPartition: Int] = [:]
    var lastAssignment = 0
    /// Partitions that are being sent back, each with the offset up to which it was read before.
    var goingBack: [TopicPartition: Int64] = [:]
    /// Called when partitions were given out.
    var onAssigned: @Sendable () -> Void = {}
    /// Where the group would go on reading: what is done, committed or not.
    var positions: [TopicPartition: Int64] = [:]
    /// Where partitions end, of those whose end was reached and not passed yet.
    var ends: [TopicPartition: Int64] = [:]
    /// Of ``positions``, what is not committed yet.
    var uncommitted: [TopicPartition: Int64] = [:]
    var commit: Task<Void, Never>?
    var nextCommit: Duration = .zero
    /// What librdkafka was told to pause and not to resume, partitions that went away among it.
    var paused: Set<TopicPartition> = []
    /// Whether librdkafka is sure to hold all of ``paused``: not after a rebalance.
    var pausesHold = true
    var trouble: String?
    /// Records done since the start.
    private(set) var handled = 0
    /// Records of attempts that came to nothing, each attempt anew.
    private(set) var failures = 0
    private(set) var recent = RecentHandling(start: EventLoop.now)
    private(set) var hasJoined = false
    var line = BatchLine<String>(depth: 4)
    /// The batches in ``line``.
    var inHand: [Int: InHand] = [:]
    /// Batches that wait for their turn.
    var turns: [CheckedContinuation<Void, Never>] = []
    private(set) var isStopping = false
    private var reading: Task<Void, Never>?
    private var lastError: String?

    /// A record, and the assignment under which it was read.
    struct Waiting: Sendable {
        let record: KafkaRecord
        let assignment: Int
    }

    /// A batch that is worked on.
    struct InHand {
        let entries: [Entry]
        /// When it was begun.
        var start: Duration
        var claim = BatchClaim()
        var task: Task<Void, Never>?
    }

    /// Most records that one batch holds. Redis does nothing else while it decides about them.
    static let batch = 500
    /// Most records that one poll brings.
    static let poll = 1000

    init(
        loop: EventLoop, consumer: KafkaConsumer, processor: BatchProcessor, logger: Logger,
        delay: @escaping @Sendable () -> Duration = { .zero }, onFatalError: @escaping @Sendable (KafkaError) -> Void
    ) {
        self.loop = loop
        self.consumer = consumer
        self.processor = processor
        self.logger = logger
        self.delay = delay
        self.onFatalError = onFatalError
        merge = PartitionMerge(waitsForOthers: processor.handler.needsTimeOrder)
    }

    /// Joins the group and works until ``stop(within:)``.
    func start() async throws(KafkaError) {
        try await consumer.subscribe(processor.handler.topics) { [weak self] event in
            self?.assumeIsolated { $0.rebalanced(event) }
        }
        reading = Task { await self.read() }
    }

    // MARK: Reading

    private func read() async {
        while !isStopping {
            take(await consumer.poll(max: Self.poll, timeout: .milliseconds(100)))
            startBatches()
            passEnds()
            noticeDelay()
            await applyPauses()
            commitWhatIsDone()
        }
    }

    private func take(_ batch: ConsumerBatch) {
        let now = Timestamp.now.milliseconds
        for record in batch.records {
            guard let number = assignment[record.topicPartition], !isFromBeforeGoingBack(record) else { continue }
            merge.append(
                Waiting(record: record, assignment: number), of: record.topicPartition, at: record.offset,
                time: record.timestamp, now: now)
        }
        for (partition, offset) in batch.ends where goingBack[partition] == nil {
            merge.reachedEnd(of: partition, at: offset)
            ends[partition] = offset
        }
        for (partition, count) in batch.skipped {
            logger.error(
                "\(count) records were gone before they could be read", metadata: ["partition": "\(partition)"])
            processor.metrics.lost.count(partition.topic, by: Int(count))
        }
        for error in batch.errors { heard(error) }
    }

    /// Brokers that cannot be reached are librdkafka's to tell of; what needs a person is told of here, once.
    private func heard(_ error: KafkaError) {
        if error.isFatal { onFatalError(error) }
        guard !error.isRetriable, error.code != .transport, error.message != lastError else {
            return logger.debug("\(error)")
        }
        lastError = error.message
        logger.warning("\(error)")
    }

    // MARK: Handling

    /// Begins with what waits. Beside others only a whole batch: of little, less is done by waiting for more.
    private func startBatches() {
        // Where each record takes its time, so does each batch: one after the other.
        while !isStopping, line.isEmpty || delay() == .zero && line.hasRoom && merge.count >= Self.batch {
            let entries = merge.take(batchLimit, now: Timestamp.now.milliseconds)
            guard !entries.isEmpty else { return }
            let number = line.join()
            inHand[number] = InHand(entries: entries, start: EventLoop.now)
            inHand[number]?.task = Task { await self.work(number, entries) }
        }
    }

    typealias Entry = PartitionMerge<TopicPartition, Waiting>.Entry

    /// Tries a batch until it is through, or nothing of it is this instance's any more.
    private func work(_ number: Int, _ entries: [Entry]) async {
        let batch = await processor.read(entries.map(\.element.record))
        line.describe(number, keys: batch.keys)
        callTurns()
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        let start = EventLoop.now
        await dawdle(over: number, entries)
        guard !isStopping else { return }
        while true {
            let ours = zip(entries, batch.items).filter { isOurs($0.0) }
            guard !ours.isEmpty else { break }
            let claim = BatchClaim(after: inHand[number]?.claim)
            inHand[number]?.claim = claim
            do {
                try await processor.process(
                    ours.map(\.1), claim: claim, turn: BatchTurn(number, in: self, claim: claim))
                recent.note(records: ours.count, took: EventLoop.now - start, at: EventLoop.now)
                break
            } catch is BatchAbandoned {
                guard !isStopping else { return }
            } catch {
                guard !isStopping else { return }
                failed(error, ours.map(\.0))
                try? await Task.sleep(for: backoff.next())
                guard !isStopping else { return }
            }
        }
        for ended in line.done(number) { finish(inHand.removeValue(forKey: ended)?.entries ?? []) }
        callTurns()
        startBatches()
    }

    func isOurs(_ entry: Entry) -> Bool { assignment[entry.partition] == entry.element.assignment }

    private func finish(_ entries: [Entry]) {
        handled += entries.count
        for entry in entries where isOurs(entry) {
            positions[entry.partition] = entry.offset + 1
            uncommitted[entry.partition] = entry.offset + 1
        }
        endTrouble()
        commitWhatIsDone()
    }

    private func failed(_ error: any Error, _ entries: [Entry]) {
        failures += entries.count
        processor.metrics.failed.count(each: entries.lazy.map(\.partition.topic))
        beginTrouble("\(error)")
        if let failure = error as? ProduceFailure, failure.first.isFatal { onFatalError(failure.first) }
    }

    // MARK: Rebalancing; on the loop, inside of a poll

    private func rebalanced(_ event: RebalanceEvent) {
        switch event {
        case .assigned(let partitions):
            drop(Array(assignment.keys))  // usually revoked before; these are all there are now
            lastAssignment += 1
            for partition in partitions {
                assignment[partition] = lastAssignment
                merge.assign(partition)
            }
            pausesHold = false
            let names = partitions.sorted().map(\.description).joined(separator: ",")
            logger.notice(
                hasJoined ? "partitions were given out anew" : "ready",
                metadata: ["group": processor.reader.group, "partitions": names])
            hasJoined = true
            onAssigned()
        case .revoked(let partitions):
            consumer.commitNow(uncommitted.filter { partitions.contains($0.key) })
            drop(partitions)
        case .lost(let partitions):
            logger.warning("partitions were lost: the group went on without this instance")
            drop(partitions)
        }
    }

    private func drop(_ partitions: [TopicPartition]) {
        loseClaims()
        for partition in partitions {
            assignment[partition] = nil
            goingBack[partition] = nil
            merge.revoke(partition)
            positions[partition] = nil
            ends[partition] = nil
            uncommitted[partition] = nil
            processor.metrics.setLag(0, of: partition)
        }
    }

    // MARK: End

    /// Stops reading, waits for the batches in hand, commits what is done and leaves the group.
    ///
    /// - Parameter limit: how long the batches in hand may still take. One that waits for Redis or a broker may never be
    ///   through: it is left to whoever gets its partitions.
    func stop(within limit: Duration) async {
        guard !isStopping else { return }
        isStopping = true
        await wait(atMost: limit) { line.isEmpty }
        for batch in inHand.values { batch.task?.cancel() }
        loseClaims()
        await reading?.value
        nextCommit = .zero
        await wait(atMost: .milliseconds(500)) {
            commitWhatIsDone()
            return commit == nil && uncommitted.isEmpty
        }
        await consumer.close()
    }

    private func wait(atMost limit: Duration, until isDone: () -> Bool) async {
        let deadline = EventLoop.now + limit
        while !isDone(), EventLoop.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
    }
}
