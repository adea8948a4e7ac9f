import EventLoop
import Foundation
import Kafka
import OrderEvents
import State
import Telemetry

/// Counts orders and what became of their notifications, and tells how things stand after each outcome.
actor AnalyticsHandler: RecordHandler {
    nonisolated let topicNames: TopicNames
    nonisolated let group: String
    private let instanceID: String
    private let counters: AnalyticsCounters
    private let sender: RecordSender
    private let logger: Logger
    private var pacer = StatsPacer<Sample>(period: .milliseconds(100))

    /// Statistics, and the outcome that they follow.
    private struct Sample: Sendable {
        let stats: StreamStats
        let cause: IncomingRecord
    }

    nonisolated var topics: [String] { [topicNames.orders, topicNames.audit] }
    nonisolated var source: String { EventSource.analytics }

    init(
        topicNames: TopicNames, group: String, instanceID: String, counters: AnalyticsCounters, sender: RecordSender,
        logger: Logger
    ) {
        self.topicNames = topicNames
        self.group = group
        self.instanceID = instanceID
        self.counters = counters
        self.sender = sender
        self.logger = logger
    }

    func handle(_ batch: [IncomingRecord], in context: HandlerContext) async throws {
        let events = batch.compactMap(Self.event)
        guard !events.isEmpty else { return }
        let stats = try await counters.count(events, now: context.now)
        guard let cause = batch.last(where: { $0.notificationOutcome != nil }), let stats else { return }
        offer(Sample(stats: stats, cause: cause))
    }

    /// What a record adds to the counters, if anything.
    private static func event(of record: IncomingRecord) -> AnalyticsCounters.Event? {
        switch record.event {
        case .order(let event):
            guard event.action == .created else { return nil }
            return .created(event.order, at: record.time, eventID: record.eventID)
        case .audit(let event):
            guard let outcome = record.notificationOutcome else { return nil }
            return .outcome(outcome, orderID: event.orderID, at: record.time, eventID: record.eventID)
        }
    }

    // MARK: Statistics

    private func offer(_ sample: Sample) {
        switch pacer.offer(sample, now: EventLoop.now) {
        case .send(let sample): send(sample)
        case .wait(let delay):
            Task {
                try? await Task.sleep(for: delay)
                if let held = pacer.due(now: EventLoop.now) { send(held) }
            }
        case .nothing: break
        }
    }

    /// A sample: if it does not get through, the next one says more.
    private func send(_ sample: Sample) {
        let id = EventID(UUID().uuidString.lowercased())
        var headers = sample.cause.headers(of: id, source: source, instance: instanceID)
        headers.orderVersion = nil
        let record = ProducerRecord(
            topic: topicNames.audit, orderID: sample.stats.orderID, json: sample.stats.json, headers: headers,
            time: sample.stats.timestamp)
        let (sender, logger) = (sender, logger)
        last = Task {
            do {
                try await sender.send([record])
            } catch {
                logger.debug("statistics were not written: \(error)")
            }
        }
    }

    private var last: Task<Void, Never>?

    func finish() async {
        if let held = pacer.due(now: EventLoop.now) { send(held) }
        await last?.value
    }
}

extension IncomingRecord {
    /// What the notification service says here, if it is its record.
    fileprivate var notificationOutcome: NotificationOutcome? {
        guard case .audit(let event) = event, event.source == EventSource.notification else { return nil }
        let outcome = NotificationOutcome(rawValue: event.action)
        // Given up is given up, whether or not a letter is left of it.
        return outcome == .dropped ? .deadLetter : outcome
    }
}
