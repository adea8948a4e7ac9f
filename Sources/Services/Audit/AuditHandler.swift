import OrderEvents
import State

/// Writes every audit event, once, as a line for whatever collects logs.
struct AuditHandler: RecordHandler {
    let topics: [String]
    let group: String
    let decisions: Decisions
    /// Takes whole lines.
    let write: @Sendable ([UInt8]) -> Void

    var source: String { EventSource.audit }

    func handle(_ batch: [IncomingRecord], in context: HandlerContext) async throws {
        let records = batch.firstOfEachID()
        let stored = try await decisions.decide(
            records.map { Decisions.Candidate(eventID: $0.eventID, text: "\(context.now.milliseconds)") })
        let open = zip(records, stored).filter { !$0.1.isAcknowledged }.map(\.0)
        try context.check()
        for record in open {
            guard case .audit(let event) = record.event else { continue }
            write(AuditLine(event: event, eventID: record.eventID).bytes)
        }
        try await decisions.acknowledge(open.map(\.eventID))
    }
}
