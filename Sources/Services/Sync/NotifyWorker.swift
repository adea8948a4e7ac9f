import JSONText
import OrderEvents
import State
import SyncCalls

/// `POST /notify`: tries until the customer is told, three times at most, in a loop of its own, and has each attempt
/// written by audit.
struct NotifyWorker: SyncWorker {
    let instanceID: String
    let settings: Settings
    let metrics: ServiceMetrics
    let pace: WorkPace
    let caller: SyncCaller

    var service: SyncService { .notification }

    func work(_ body: [UInt8], correlationID: String) async throws -> SyncCall {
        let order = try SyncOrder(json: body)
        var calls: [SyncCall] = []
        for retryCount in 0...NotificationRule.maximumRetries {
            await pace.work()
            let outcome = NotificationRule.outcome(
                first: order.eventID, retryCount: retryCount, failRate: settings.current.failRate)
            metrics.outcome(outcome.rawValue)
            calls.append(try await tell(outcome, retryCount, order))
            if outcome == .notified {
                return SyncCall(
                    service: service.rawValue, instance: instanceID, ms: 0, attempts: retryCount + 1, calls: calls)
            }
        }
        throw SyncRefusal(
            "notification.failed", "the notification failed \(NotificationRule.maximumRetries + 1) times")
    }

    private func tell(_ outcome: NotificationOutcome, _ retryCount: Int, _ order: SyncOrder) async throws -> SyncCall {
        let audit = NotificationAudit(
            outcome: outcome, orderID: order.order.id, instanceID: instanceID, retryCount: retryCount, timestamp: .now)
        return try await caller.call(.audit, audit.json, correlationID: order.correlationID)
    }
}
