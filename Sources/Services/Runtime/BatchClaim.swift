import Kafka
import Synchronization

/// The right to act on a batch, lost when one of its partitions is; and what was got through under it.
final class BatchClaim: Sendable {
    private let isLost = Atomic(false)
    private let acknowledged: Mutex<Set<[UInt8]>>

    /// - Parameter earlier: of the attempt before, whose acknowledgements count on.
    init(after earlier: BatchClaim? = nil) {
        acknowledged = Mutex(earlier?.acknowledged.withLock { $0 } ?? [])
    }

    func lose() { isLost.store(true, ordering: .relaxed) }

    func check() throws(BatchAbandoned) {
        if isLost.load(ordering: .relaxed) { throw BatchAbandoned() }
    }

    /// Whether the record with this event id was acknowledged in an earlier attempt.
    func has(_ id: [UInt8]) -> Bool { acknowledged.withLock { $0.contains(id) } }

    func add(_ id: [UInt8]) { acknowledged.withLock { _ = $0.insert(id) } }
}
