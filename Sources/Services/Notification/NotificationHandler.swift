import Kafka
import OrderEvents
import State

/// Tells customers what became of their orders; here that only means to succeed or fail by a repeatable draw.
///
/// A failed attempt is tried again through `orders`, twice at most, then it is a dead letter.
struct NotificationHandler: RecordHandler {
    let topicNames: TopicNames
    let group: String
    let instanceID: String
    let decisions: Decisions
    let settings: Settings
    let metrics: ServiceMetrics

    var topics: [String] { [topicNames.orders] }
    var source: String { EventSource.notification }

    func handle(_ batch: [IncomingRecord], in context: HandlerContext) async throws {
        let consequences = try await decide(batch, in: context)
        // First what is told of the attempts: the next one may be made and told of as soon as its record is there.
        try await context.produce(consequences.flatMap { [$0.audit, $0.deadLetter].compactMap(\.self) })
        try await pause(before: consequences, in: context)
        try await context.produce(consequences.compactMap(\.retry))
        try await decisions.acknowledge(consequences.map(\.record.eventID))
        count(consequences)
    }

    /// Waits before attempts are written that should have been given up. In small steps: the partitions may go meanwhile.
    private func pause(before consequences: [NotificationConsequences], in context: HandlerContext) async throws {
        let failed = consequences.filter { $0.decision.outcome == .retry }
        var left = failed.map { NotificationRule.pause(after: $0.record.headers.retryCount ?? 0) }.max() ?? .zero
        while left > .zero {
            try context.check()
            let step = min(left, .milliseconds(50))
            try await Task.sleep(for: step)
            left -= step
        }
    }

    /// What is still to be done about the records, by the first decision about each. Decided but not acknowledged means
    /// that somebody may have been stopped halfway: it is done again.
    private func decide(_ batch: [IncomingRecord], in context: HandlerContext) async throws
        -> [NotificationConsequences]
    {
        let settings = settings.current
        let records = batch.firstOfEachID()
        let candidates = records.map { record in
            NotificationDecision(
                outcome: NotificationRule.outcome(
                    first: record.firstEventID, retryCount: record.headers.retryCount ?? 0, failRate: settings.failRate,
                    failMode: settings.failMode),
                time: context.now, instanceID: instanceID)
        }
        let stored = try await decisions.decide(
            zip(records, candidates).map { Decisions.Candidate(eventID: $0.eventID, text: $1.text) })
        await context.decided()
        var consequences: [NotificationConsequences] = []
        for (index, record) in records.enumerated() where !stored[index].isAcknowledged {
            guard case .order(let order) = record.event else { continue }
            consequences.append(
                NotificationConsequences(
                    record: record, order: order,
                    decision: NotificationDecision(text: stored[index].text) ?? candidates[index], topics: topicNames))
        }
        return consequences
    }

    private func count(_ consequences: [NotificationConsequences]) {
        for outcome in NotificationOutcome.allCases {
            let number = consequences.count { $0.decision.outcome == outcome }
            metrics.outcome(outcome.rawValue, by: number)
            if outcome == .retry { metrics.retried.count(topicNames.orders, by: number) }
            if outcome == .deadLetter { metrics.deadLettered.count(topicNames.deadLetters, by: number) }
        }
    }
}
