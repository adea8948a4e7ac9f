import EventLoop
import Fanout
import Kafka

/// Reads from Kafka what the rings no longer hold. On a loop of its own, so that it costs live traffic nothing.
///
/// Readers of one range share it. Reads are bounded in number, records and time; what waits is bounded too.
actor HistoryReader {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let options: KafkaOptions
    /// Of channels whose keys are not Kafka's, by topic.
    private let keyFields: [String: String]
    let limits: HistoryLimits
    private let admin: KafkaAdmin
    private var idle: [KafkaConsumer] = []
    private var running = 0
    private var isClosed = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var shared: [HistoryRange: Task<Result<HistoryChunk, HistoryError>, Never>] = [:]
    private var lows: [TopicPartition: (answer: Task<Result<Int64, HistoryError>, Never>, time: Duration)] = [:]
    private var recent: RecentChunks
    private var expiry: LoopTimer?
    private let metrics = HistoryMetrics()

    init(loop: EventLoop, options: KafkaOptions, channels: [Channel], limits: HistoryLimits) {
        self.loop = loop
        self.options = options
        self.limits = limits
        recent = RecentChunks(bytes: limits.recentBytes, lifetime: limits.recentTime)
        keyFields = Dictionary(
            channels.compactMap { channel in channel.keyField.map { (channel.name, $0) } }, uniquingKeysWith: { $1 })
        admin = KafkaAdmin(loop: loop, options: options, timeout: .seconds(5))
    }

    /// Reads a range, or as much of it as one chunk holds.
    func read(_ range: HistoryRange) async throws(HistoryError) -> HistoryChunk {
        if let task = shared[range] {
            metrics.count(.shared)
            return try await task.value.get()
        }
        if let chunk = recent.chunk(of: range, at: EventLoop.now) {
            metrics.count(.shared)
            return chunk
        }
        let task = Task { await take(range) }
        shared[range] = task
        defer { shared[range] = nil }
        let chunk = try await task.value.get()
        if range.after(chunk.end).isEmpty { keep(chunk, of: range) }
        return chunk
    }

    private func keep(_ chunk: HistoryChunk, of range: HistoryRange) {
        recent.add(chunk, of: range, at: EventLoop.now)
        guard expiry == nil, !recent.isEmpty else { return }
        expiry = loop.schedule(after: limits.recentTime, repeating: limits.recentTime) { [weak self] in
            self?.assumeIsolated { $0.forgetExpired() }
        }
    }

    private func forgetExpired() {
        recent.removeExpired(at: EventLoop.now)
        if recent.isEmpty { expiry = nil }
    }

    /// The first offset that Kafka has of a partition, as of a moment ago: a room that begins together asks once.
    func low(of place: TopicPartition) async throws(HistoryError) -> Int64 {
        if let known = lows[place], EventLoop.now - known.time < limits.recentTime {
            return try await known.answer.value.get()
        }
        let answer = Task { () async -> Result<Int64, HistoryError> in
            do throws(HistoryError) {
                let low = try await inTurn { () async throws(KafkaError) in try await admin.watermarks(of: place).low }
                return .success(low)
            } catch {
                return .failure(error)
            }
        }
        lows[place] = (answer, EventLoop.now)
        let result = await answer.value
        if case .failure = result { lows[place] = nil }
        return try result.get()
    }

    /// How far a partition goes. Not in turn: a shard asks it once at a time for a channel.
    func end(of place: TopicPartition) async throws(HistoryError) -> Int64 {
        do throws(KafkaError) {
            return try await admin.watermarks(of: place).high
        } catch {
            throw .failed(error.message)
        }
    }

    func offset(of place: TopicPartition, since milliseconds: Int64) async throws(HistoryError) -> Int64 {
        try await inTurn { () async throws(KafkaError) in try await admin.offset(of: place, atOrAfter: milliseconds) }
    }

    /// Lets nobody in any more, and waits for those who are reading.
    func close() async {
        isClosed = true
        expiry = nil
        for task in Array(shared.values) { _ = await task.value }
        for consumer in idle { await consumer.close() }
        idle = []
        await admin.close()
    }

    // MARK: Turns

    /// Asks Kafka something when it is this question's turn.
    private func inTurn<Answer: Sendable>(
        _ question: () async throws(KafkaError) -> Answer
    ) async throws(HistoryError) -> Answer {
        let asked = EventLoop.now
        if running < limits.atOnce {
            running += 1
        } else {
            guard waiting.count < limits.waiting else { throw .busy(retryAfterMilliseconds: 1000) }
            await withCheckedContinuation { waiting.append($0) }
        }
        defer {
            if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
        }
        guard !isClosed else { throw .failed("the gateway is stopping") }
        // While Kafka is away each turn takes long: nobody waits for all who came before.
        guard EventLoop.now - asked < limits.patience else { throw .busy(retryAfterMilliseconds: 1000) }
        do throws(KafkaError) {
            return try await question()
        } catch {
            throw .failed(error.message)
        }
    }

    // MARK: One read

    private func take(_ range: HistoryRange) async -> Result<HistoryChunk, HistoryError> {
        do throws(HistoryError) {
            let chunk = try await inTurn { () async throws(KafkaError) in
                let consumer = if let reused = idle.popLast() { reused } else { try makeConsumer() }
                do throws(KafkaError) {
                    let chunk = try await collect(range, with: consumer)
                    idle.append(consumer)
                    return chunk
                } catch {
                    await consumer.close()
                    throw error
                }
            }
            metrics.count(.read)
            return .success(chunk)
        } catch {
            if case .busy = error { metrics.count(.busy) } else { metrics.count(.failed) }
            return .failure(error)
        }
    }

    private func makeConsumer() throws(KafkaError) -> KafkaConsumer {
        try KafkaConsumer(
            loop: loop, options: options, group: nil)
    }

    private func collect(_ range: HistoryRange, with consumer: KafkaConsumer) async throws(KafkaError) -> HistoryChunk {
        var end = Positions()
        var open: [TopicPartition: Range<Int64>] = [:]
        var lost: Int64 = 0
        for (partition, offsets) in range.offsets {
            let place = TopicPartition(topic: range.topic, partition: partition)
            let low = try await admin.watermarks(of: place).low
            let from = min(max(low, offsets.lowerBound), offsets.upperBound)
            lost += from - offsets.lowerBound
            end[partition] = Positions.Position(offset: from)
            if from < offsets.upperBound { open[place] = from..<offsets.upperBound }
        }
        var encoder = RecordEncoder(positions: end, keyField: keyFields[range.topic])
        var holes: [TopicPartition: [Range<Int64>]] = [:]
        func reach(_ offset: Int64, in place: TopicPartition) {
            let from = end[place.partition]?.offset ?? offset
            if from < offset { holes[place, default: []].append(from..<offset) }
        }
        var count = 0
        let limit = EventLoop.now + limits.chunkTime
        try await consumer.assign(open.mapValues { .offset($0.lowerBound) })
        while !open.isEmpty, count < limits.chunk, EventLoop.now < limit, !isClosed {
            let batch = await consumer.poll(max: limits.chunk - count, timeout: .milliseconds(500))
            if let error = batch.errors.first(where: { !$0.isRetriable }) { throw error }
            for record in batch.records {
                let place = record.topicPartition
                guard let wanted = open[place], wanted.contains(record.offset) else {
                    if let wanted = open[place], record.offset >= wanted.upperBound {
                        reach(wanted.upperBound, in: place)
                        end[place.partition] = Positions.Position(offset: wanted.upperBound)
                        open[place] = nil
                    }
                    continue
                }
                reach(record.offset, in: place)
                encoder.append(RecordEncoder.Record(record))
                count += 1
                end[place.partition] = Positions.Position(offset: record.offset + 1, timestamp: record.timestamp)
                if record.offset + 1 >= wanted.upperBound { open[place] = nil }
            }
            for (place, offset) in batch.ends {
                guard let wanted = open[place], offset >= wanted.upperBound else { continue }
                // The range ended in a hole.
                reach(wanted.upperBound, in: place)
                end[place.partition] = Positions.Position(offset: wanted.upperBound)
                open[place] = nil
            }
        }
        try await consumer.assign([:])
        metrics.found(count)
        lost += try await lostIn(holes)
        return HistoryChunk(batch: encoder.takeBatch(), end: end, lost: lost)
    }

    /// How many records of these holes may have been there: a log has holes of its own, but what lies before its first
    /// offset now has been dropped while we read.
    private func lostIn(_ holes: [TopicPartition: [Range<Int64>]]) async throws(KafkaError) -> Int64 {
        var lost: Int64 = 0
        for (place, ranges) in holes {
            let low = try await admin.watermarks(of: place).low
            lost += ranges.reduce(0) { $0 + Int64($1.clamped(to: .min..<low).count) }
        }
        return lost
    }
}
