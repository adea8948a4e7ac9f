import EventLoop
import Kafka
import OrderEvents
import State

extension ServiceRuntime {
    /// Waits for what the service needs, then joins its group.
    func startUp() async {
        do {
            _ = try await insist("Redis") { try await self.redis.send(["PING"]) }
            await settings.start()
            try await insist("the topics") { try await self.checkTopics() }
            let clusterID = try await insist("Kafka") { try await self.admin.clusterID() }
            try await join(clusterID: clusterID)
        } catch is CancellationError {
            // Stopped before it was started.
        } catch {
            fail.yield(error as? KafkaError ?? KafkaError(.other, "\(error)"))
        }
    }

    /// Does something until it works or the start is cancelled; says once that it waits.
    private func insist<Result: Sendable>(
        _ what: String, _ body: () async throws -> Result
    ) async throws -> Result {
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        while true {
            do {
                let result = try await body()
                obstacle = nil
                return result
            } catch {
                try Task.checkCancellation()
                if obstacle == nil { logger.notice("waits for \(what): \(error)") }
                obstacle = "waits for \(what): \(error)"
            }
            try await Task.sleep(for: backoff.next())
        }
    }

    /// The embedded broker would make up a topic that it is asked for, so it is looked at first.
    private func checkTopics() async throws {
        let existing = Set(try await admin.topics().map(\.name))
        let missing = options.topics.contract.map(\.name).filter { !existing.contains($0) }
        guard missing.isEmpty else {
            throw KafkaError(
                .unknownTopic, "no topic \(missing.joined(separator: ", ")): \(options.kafka.topicsCommand)")
        }
    }

    private func join(clusterID: String) async throws {
        // Waits for a broker as long as it takes: giving up on a record could let a later one overtake it.
        let producer = try KafkaProducer(
            loop: loop, options: options.kafka, properties: ["message.timeout.ms": "0"]
        ) { [fail, logger] error in
            logger.debug("\(error)")
            if error.isFatal { fail.yield(error) }
        }
        self.producer = producer
        await producer.prepare(for: options.topics.contract.map(\.name))
        let sender = RecordSender(producer: producer, metrics: metrics)
        let decisions = try Decisions(
            redis: redis, scripts: options.scripts, group: group, horizon: options.dedupeHorizon)
        let handler = try makeHandler(sender: sender, decisions: decisions)
        self.handler = handler
        let processor = BatchProcessor(
            reader: RecordReader(
                topics: options.topics, group: group, notificationGroup: options.groups.notification,
                clusterID: clusterID, horizon: options.dedupeHorizon),
            handler: handler, sender: sender, decisions: decisions, topics: options.topics,
            instanceID: options.instanceID, metrics: metrics, logger: logger)
        let consumer = try KafkaConsumer(loop: loop, options: options.kafka, group: group)
        let records = RecordLoop(
            loop: loop, consumer: consumer, processor: processor, logger: logger,
            delay: { [settings, kind] in settings.current.delay(of: kind.rawValue) },
            onFatalError: { [fail] in fail.yield($0) })
        self.records = records
        let follower = ReplayFollower(
            loop: loop, replays: try Replays(redis: redis, scripts: options.scripts), group: group,
            instanceID: options.instanceID, admin: admin, records: records, logger: logger)
        self.follower = follower
        await follower.start()
        try Task.checkCancellation()
        try await records.start()
    }

    private var group: String { kind.group(options.groups) }

    private func makeHandler(sender: RecordSender, decisions: Decisions) throws -> any RecordHandler {
        switch kind {
        case .notification:
            NotificationHandler(
                topicNames: options.topics, group: group, instanceID: options.instanceID, decisions: decisions,
                settings: settings, metrics: metrics)
        case .fraud:
            FraudHandler(
                topicNames: options.topics, group: group, instanceID: options.instanceID,
                windows: try FraudWindows(redis: redis, scripts: options.scripts, horizon: options.dedupeHorizon),
                settings: settings, metrics: metrics)
        case .analytics:
            AnalyticsHandler(
                topicNames: options.topics, group: group, instanceID: options.instanceID,
                counters: try AnalyticsCounters(redis: redis, scripts: options.scripts, horizon: options.dedupeHorizon),
                sender: sender, logger: logger)
        case .audit:
            AuditHandler(topics: [options.topics.audit], group: group, decisions: decisions, write: output)
        }
    }
}
