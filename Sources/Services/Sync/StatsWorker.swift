import JSONText
import OrderEvents
import State
import SyncCalls

/// `POST /stats`: counts the order and what became of its notification, and has audit write how things stand.
struct StatsWorker: SyncWorker {
    let instanceID: String
    let counters: AnalyticsCounters
    let pace: WorkPace
    let caller: SyncCaller

    var service: SyncService { .analytics }

    func work(_ body: [UInt8], correlationID: String) async throws -> SyncCall {
        let order = try SyncOrder(json: body)
        await pace.work()
        guard let stats = try await counters.count(Self.events(of: order, now: .now), now: .now) else {
            throw SyncRefusal("analytics.uncounted", "nothing was counted")
        }
        let audit = try await caller.call(.audit, stats.json, correlationID: order.correlationID)
        return SyncCall(service: service.rawValue, instance: instanceID, ms: 0, calls: [audit])
    }

    /// As they would have come as records: the order where it is a new one, the attempts that failed, the one that did not.
    static func events(of order: SyncOrder, now: Timestamp) -> [AnalyticsCounters.Event] {
        func id(_ what: String, _ number: Int) -> EventID { .sync(what, of: order.eventID, number: number) }
        let start = Timestamp(milliseconds: min(order.startedAt, now.milliseconds))
        var events: [AnalyticsCounters.Event] = []
        if order.action == .created {
            events.append(.created(order.order, at: start, eventID: id("created", 1)))
        }
        let attempts = max(1, order.attempts ?? 1)
        for number in 1...attempts {
            let outcome: NotificationOutcome = number == attempts ? .notified : .retry
            events.append(
                .outcome(outcome, orderID: order.order.id, at: now, eventID: id(outcome.rawValue, number)))
        }
        return events
    }
}
