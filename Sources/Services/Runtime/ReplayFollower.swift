import EventLoop
import Kafka
import OrderEvents
import State
import Telemetry

/// Sends this instance's partitions back when somebody asks its group to read again, also those that it gets only later.
actor ReplayFollower {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let replays: Replays
    private let group: String
    private let instanceID: String
    private let admin: KafkaAdmin
    private let records: RecordLoop
    private let logger: Logger
    private var task: Task<Void, Never>?
    private let requests: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation

    init(
        loop: EventLoop, replays: Replays, group: String, instanceID: String, admin: KafkaAdmin, records: RecordLoop,
        logger: Logger
    ) {
        self.loop = loop
        self.replays = replays
        self.group = group
        self.instanceID = instanceID
        self.admin = admin
        self.records = records
        self.logger = logger
        (requests, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// To be called before the group is joined.
    func start() async {
        await records.setOnAssigned { [look] in look.yield() }
        await replays.onRequest { [look] in look.yield() }
        task = Task {
            for await _ in requests { await follow() }
        }
    }

    func stop() {
        look.finish()
        task?.cancel()
    }

    /// Does what there is to do, as often as it takes.
    private func follow() async {
        var backoff = Backoff(first: .milliseconds(200), longest: .seconds(5))
        while !Task.isCancelled {
            do {
                return try await sendBack()
            } catch {
                logger.info("a replay waits: \(error)")
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func sendBack() async throws {
        let owned = await records.owned.map { Replay.Place(topic: $0.topic, partition: $0.partition) }
        guard let claim = try await replays.claim(owned, of: group, for: instanceID) else { return }
        for place in claim.places {
            let partition = TopicPartition(topic: place.topic, partition: place.partition)
            let offset = try await start(of: claim.start, in: partition)
            let reached = try await reached(in: partition)
            // One that has not come as far skips nothing.
            if offset < reached {
                guard await records.goBack(partition, from: reached, to: offset) else { continue }
            }
            try await replays.finish(claim, place, of: group, by: instanceID, at: min(offset, reached))
            logger.notice("reads again", metadata: ["partition": "\(partition)", "offset": "\(min(offset, reached))"])
        }
    }

    private func start(of start: Replay.Start, in partition: TopicPartition) async throws -> Int64 {
        switch start {
        case .beginning: try await admin.watermarks(of: partition).low
        case .time(let time): try await admin.offset(of: partition, atOrAfter: time.milliseconds)
        }
    }

    /// How far a partition was read.
    private func reached(in partition: TopicPartition) async throws -> Int64 {
        if let next = await records.consumer.next(of: partition) { return next }
        if let committed = try await admin.committed(by: group, [partition])[partition] { return committed }
        return try await admin.watermarks(of: partition).low
    }
}

extension RecordLoop {
    /// Has `body` called when partitions were given out to this instance.
    fileprivate func setOnAssigned(_ body: @escaping @Sendable () -> Void) { onAssigned = body }
}
