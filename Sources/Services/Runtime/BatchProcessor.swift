import EventLoop
import Kafka
import OrderEvents
import State
import Telemetry

/// Turns records into events and has the handler act on them. Knows nothing of partitions and their comings and goings.
struct BatchProcessor: Sendable {
    let reader: RecordReader
    let handler: any RecordHandler
    let sender: RecordSender
    let decisions: Decisions
    let topics: TopicNames
    let instanceID: String
    let metrics: ServiceMetrics
    let logger: Logger

    /// A record and what it is to this service.
    struct Item: Sendable {
        let partition: TopicPartition
        let reading: RecordReader.Reading
    }

    /// A batch that was read.
    struct Batch: Sendable {
        var items: [Item] = []
        /// What is decided about it is stored under these.
        var keys: Set<String> = []
    }

    /// Parses records, once each however often they are tried, and counts them.
    func read(_ records: [KafkaRecord]) async -> Batch {
        let now = Timestamp.now
        metrics.consumed.count(each: records.lazy.map(\.topicPartition.topic))
        var batch = Batch()
        for record in records {
            let reading = reader.read(record, now: now)
            switch reading {
            case .event(let event): batch.keys.insert(handler.decisionKey(of: event))
            case .passedOver(let reason):
                metrics.passedOver.count(record.topicPartition.topic, ["reason": reason.rawValue])
            case .poison: break  // nobody else decides about its place in the log
            }
            batch.items.append(Item(partition: record.topicPartition, reading: reading))
        }
        return batch
    }

    /// One attempt at a batch.
    func process(_ items: [Item], claim: BatchClaim, turn: BatchTurn) async throws {
        try await turn.begin()
        let start = EventLoop.now
        var events: [IncomingRecord] = []
        var letters: [PoisonLetter] = []
        for item in items {
            switch item.reading {
            case .event(let event): events.append(event)
            case .poison(let record, let reason):
                letters.append(
                    PoisonLetter(record, reason: reason, group: reader.group, clusterID: reader.clusterID))
            case .passedOver: break
            }
        }
        let context = HandlerContext(now: .now, claim: claim, turn: turn, sender: sender)
        if !letters.isEmpty { try await giveUp(letters, context) }
        if !events.isEmpty { try await handler.handle(events, in: context) }
        metrics.handling.record((EventLoop.now - start) / .seconds(1))
    }

    /// Dead-letters what could not be parsed, once a group, whatever is read again.
    private func giveUp(_ letters: [PoisonLetter], _ context: HandlerContext) async throws {
        func send(_ records: [ProducerRecord]) async throws {
            try context.check()
            try await sender.send(records, remembering: context.claim)
        }
        let decided = try await decisions.decide(
            letters.map { Decisions.Candidate(eventID: $0.id, text: "\(context.now.milliseconds) \(instanceID)") })
        let open = zip(letters, decided).filter { !$0.1.isAcknowledged }
        guard let first = open.first?.0 else { return }
        func records(_ value: PoisonLetter.Value) -> [ProducerRecord] {
            open.map { letter, decision in
                // Who decided, and when: the same bytes, whoever writes them.
                let parts = decision.text.split(separator: " ", maxSplits: 1)
                return letter.producerRecord(
                    to: topics.deadLetterTopic(of: letter.record.topicPartition.topic), source: handler.source,
                    instance: parts.count == 2 ? String(parts[1]) : instanceID,
                    time: parts.first.flatMap { Int64($0) }.map(Timestamp.init(milliseconds:)) ?? context.now,
                    value: value)
            }
        }
        do {
            try await send(records(.whole))
        } catch let failure as ProduceFailure where failure.first.code == .recordTooLarge {
            // With the headers that say why it is here it is larger than it was, and that may be too large.
            try await send(records(.leftOutIfLarge))
        }
        try await decisions.acknowledge(open.map(\.0.id))
        metrics.deadLettered.count(each: open.map { topics.deadLetterTopic(of: $0.0.record.topicPartition.topic) })
        logger.warning(
            "dead-lettered what cannot be parsed: \(open.count) records, first: \(first.reason)",
            metadata: ["partition": "\(first.record.topicPartition)", "offset": "\(first.record.offset)"])
    }
}
