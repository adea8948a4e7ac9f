import OrderEvents

/// What one service does with the records it reads. The runtime does everything else: reads, parses, passes over,
/// dead-letters what is poison, tries again, commits.
public protocol RecordHandler: Sendable {
    /// Topics that it reads.
    var topics: [String] { get }
    /// Consumer group whose instances share them.
    var group: String { get }
    /// The `source` of what it writes.
    var source: String { get }
    /// Whether records have to come in the order of their times over all partitions, even if that means to wait.
    var needsTimeOrder: Bool { get }

    /// What the decision about a record is stored under. A batch is decided when what earlier ones have under the same
    /// keys is acknowledged, and may overlap with them otherwise.
    func decisionKey(of record: IncomingRecord) -> String

    /// Acts on records: decides and stores the decision, produces what follows from it, stores that this is done.
    ///
    /// When it throws, it is called with the same records again, until it works or the partitions have gone to another
    /// instance. So every step must be safe to repeat.
    func handle(_ batch: [IncomingRecord], in context: HandlerContext) async throws

    /// Lets go of what it held back. Called once, at a graceful stop, after the last batch.
    func finish() async
}

extension RecordHandler {
    public var needsTimeOrder: Bool { false }
    public func decisionKey(of record: IncomingRecord) -> String { record.eventID.text }
    public func finish() async {}
}
