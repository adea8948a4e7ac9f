import Bench
import EventLoop
import Foundation
import OrderEvents

/// How fast services work off what lies on a topic.
extension BenchRows {
    /// Orders that are there before a service starts: what the embedded broker can hold of them, and more on Kafka.
    private var backlog: Int { stage.settings.clients ?? (stage.settings.kafkaHome == nil ? 20_000 : 60_000) }

    /// What a longer backlog needs.
    private var shortness: String? {
        stage.settings.kafkaHome == nil ? "the embedded broker keeps no more: a longer backlog needs KAFKA_HOME" : nil
    }

    /// One fraud instance, against a bare Redis client with the same scripts.
    func fraud() async throws(CommandError) -> BenchRow {
        say("fraud checks of \(backlog) orders")
        let bare = try await BareChecks(stage: stage).perSecond()
        let topics = newTopics()
        try await stage.place(backlog, on: topics)
        try await stage.startService("fraud", "fraud-1", topics)
        let drained = await drain(topics) { orders, audit in audit >= orders }
        await stage.stop("fraud-1")
        var row = BenchRow(
            what: "fraud, one instance, \(backlog) orders",
            figures: [
                "checksPerSecond": drained.perSecond, "seconds": drained.seconds, "checked": Double(drained.audit),
            ],
            raw: ["checksPerSecond": bare], reach: "≥ 0.6 × a bare Redis client with the same scripts")
        row.note = shortness
        row.ratios = ["checks": drained.perSecond / max(1, bare)]
        row.isReached = row.ratios["checks"]! >= 0.6 && drained.audit == backlog
        return row
    }

    /// Both notification instances on one core, with failures, retries and dead letters as by default.
    func notifications() async throws(CommandError) -> BenchRow {
        say("notifications of \(backlog) orders")
        let topics = newTopics()
        try await stage.place(backlog, on: topics)
        for name in ["notification-1", "notification-2"] {
            try await stage.startService("notification", name, topics, isPinned: true)
        }
        // Each record, the first of an order or a retry, leaves one on audit.
        let drained = await drain(topics) { orders, audit in audit >= orders }
        for name in ["notification-1", "notification-2"] { await stage.stop(name) }
        var row = BenchRow(
            what: "notifications, two instances on one core, \(backlog) orders",
            figures: [
                "ordersPerSecond": Double(backlog) / max(0.001, drained.seconds), "seconds": drained.seconds,
                "attempts": Double(drained.audit),
            ], reach: "≥ 5,000 orders/s drained")
        row.note = shortness
        row.isReached = row.figures["ordersPerSecond"]! >= 5000
        return row
    }

    /// Waits until a service has said something about everything, two minutes at most; counts from its first word.
    private func drain(
        _ topics: TopicNames, until isDone: (_ orders: Int, _ audit: Int) -> Bool
    ) async -> (audit: Int, seconds: Double, perSecond: Double) {
        let deadline = EventLoop.now + .seconds(120)
        var (begun, seen) = (EventLoop.now, 0)
        while EventLoop.now < deadline {
            // Audit first: a retry is on orders before the attempt is on audit.
            let audit = await stage.records(of: [(topics.audit, 1)])
            let orders = await stage.records(of: [(topics.orders, 3)])
            if seen == 0 { begun = EventLoop.now }
            seen = audit
            if audit > 0, isDone(orders, audit) { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        let seconds = (EventLoop.now - begun) / .seconds(1)
        return (seen, seconds, Double(seen) / max(0.001, seconds))
    }
}
