import Kafka
import OrderEvents

/// What a handler has at hand while it acts on one batch.
public struct HandlerContext: Sendable {
    /// When this attempt began.
    public let now: Timestamp
    let claim: BatchClaim
    let turn: BatchTurn
    let sender: RecordSender

    /// Says that everything is decided, and stored: the next batch may be decided from now on.
    public func decided() async { await turn.decided() }

    /// Sends `records` and waits until all are acknowledged. What an earlier attempt at this batch got through is not
    /// sent again.
    ///
    /// To be called when everything is decided, and so often for every batch: what the next one sends with its n-th call
    /// comes after what this one does.
    ///
    /// - Throws: ``BatchAbandoned`` where a partition of the batch has gone to another instance; ``ProduceFailure``.
    public func produce(_ records: [ProducerRecord]) async throws {
        guard !records.isEmpty else { return await turn.skip() }
        let step = try await turn.next()
        try await sender.send(records, remembering: claim) { [turn] in turn.end(step) }
    }

    /// Throws ``BatchAbandoned`` where a partition of the batch has gone to another instance: to be called between
    /// steps, so that two instances do not do the same work for long.
    public func check() throws { try claim.check() }
}
