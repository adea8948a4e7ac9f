import Kafka
import OrderEvents
import State

/// Looks at every new order beside the others of its time, and says once what it finds.
struct FraudHandler: RecordHandler {
    let topicNames: TopicNames
    let group: String
    let instanceID: String
    let windows: FraudWindows
    let settings: Settings
    let metrics: ServiceMetrics

    var topics: [String] { [topicNames.orders] }
    var source: String { EventSource.fraud }
    /// An order is counted with those before it, so it must not be looked at before them.
    var needsTimeOrder: Bool { true }

    /// One verdict an order, whatever the event that tells of it.
    func decisionKey(of record: IncomingRecord) -> String {
        if case .order(let event) = record.event { event.order.id } else { record.eventID.text }
    }

    func handle(_ batch: [IncomingRecord], in context: HandlerContext) async throws {
        let orders = Self.newOrders(batch)
        guard let first = orders.first else { return }
        // The oldest, not the newest, is the place up to which nothing is needed any more: a batch may span hours.
        let position = min(orders.map(\.record.time).min() ?? first.record.time, context.now)
        let verdicts = try await windows.check(
            orders.map { FraudWindows.Entry(order: $0.order, time: $0.record.time) },
            limits: settings.current.fraudLimits, position: position, instanceID: instanceID, now: context.now)
        await context.decided()
        let open = zip(orders, verdicts).filter { !$0.1.isAcknowledged }
        try await context.produce(open.map { audit(of: $0, $1) })
        try await windows.acknowledge(open.map(\.0.order.id))
        for (order, verdict) in open {
            metrics.outcome(
                verdict.check.alerts(for: order.order).isEmpty ? FraudAudit.passedAction : FraudAudit.alertAction)
        }
    }

    struct NewOrder {
        let record: IncomingRecord
        let order: Order
    }

    /// Orders that were created, each once.
    static func newOrders(_ batch: [IncomingRecord]) -> [NewOrder] {
        var seen: Set<String> = []
        return batch.compactMap { record in
            guard case .order(let event) = record.event, event.action == .created, record.headers.retryCount == nil,
                seen.insert(event.order.id).inserted
            else { return nil }
            return NewOrder(record: record, order: event.order)
        }
    }

    private func audit(of new: NewOrder, _ verdict: FraudWindows.Verdict) -> ProducerRecord {
        let value = FraudAudit(
            order: new.order, check: verdict.check, instanceID: verdict.instanceID, timestamp: verdict.time)
        return ProducerRecord(
            topic: topicNames.audit, orderID: new.order.id, json: value.json,
            headers: new.record.headers(
                of: .verdict(order: new.order.id), source: source, instance: verdict.instanceID),
            time: verdict.time)
    }
}
