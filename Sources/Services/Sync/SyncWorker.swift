import SyncCalls

/// What one service does when it is called instead of reading records.
///
/// Whoever calls waits for all of it: no decision is stored first and nothing is repeated by itself, which is what the
/// workshop shows.
protocol SyncWorker: Sendable {
    /// Where it is called.
    var service: SyncService { get }

    /// - Parameter body: as it came.
    /// - Returns: what is told of the call; whoever called measures the time.
    /// - Throws: ``SyncRefusal``, ``SyncFailure`` of a service that was called in turn.
    func work(_ body: [UInt8], correlationID: String) async throws -> SyncCall
}
