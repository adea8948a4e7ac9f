import Kafka
import OrderEvents

/// What a handler has at hand while it acts on one batch.
public struct HandlerContext: Sendable {
    /// When this attempt began.
    public let now: Timestamp
    let claim: BatchClaim
    let sender: RecordSender

    /// Sends `records` and waits until all are acknowledged. What an earlier attempt at this batch got through is not
    /// sent again.
    ///
    /// - Throws: ``BatchAbandoned`` where a partition of the batch has gone to another instance; ``ProduceFailure``.
    public func produce(_ records: [ProducerRecord]) async throws {
        try claim.check()
        try await sender.send(records, remembering: claim)
    }

    /// Throws ``BatchAbandoned`` where a partition of the batch has gone to another instance: to be called between
    /// steps, so that two instances do not do the same work for long.
    public func check() throws { try claim.check() }
}
