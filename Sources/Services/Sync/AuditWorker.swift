import OrderEvents
import SyncCalls

/// `POST /audit`: writes the event as a line, as it does with those of the topic.
struct AuditWorker: SyncWorker {
    let instanceID: String
    let pace: WorkPace
    /// Takes whole lines.
    let write: @Sendable ([UInt8]) -> Void

    var service: SyncService { .audit }

    func work(_ body: [UInt8], correlationID: String) async throws -> SyncCall {
        let event = try AuditEvent(json: body)
        await pace.work()
        let cause = EventID.sync(order: event.orderID, correlationID: correlationID)
        write(
            AuditLine(
                event: event,
                eventID: .sync("\(event.source)/\(event.action)", of: cause, number: Int(event.timestamp.milliseconds))
            ).bytes)
        return SyncCall(service: service.rawValue, instance: instanceID, ms: 0)
    }
}
