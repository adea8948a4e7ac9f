import Synchronization

/// One attempt at a batch, as it takes the steps of ``BatchLine``.
final class BatchTurn: Sendable {
    private let loop: RecordLoop
    private let number: Int
    private let claim: BatchClaim
    private let step = Atomic(0)

    init(_ number: Int, in loop: RecordLoop, claim: BatchClaim) {
        self.loop = loop
        self.number = number
        self.claim = claim
    }

    /// Waits for the first step.
    func begin() async throws(BatchAbandoned) { try await loop.wait(for: 0, number, claim) }

    /// The first step is taken.
    func decided() async { await loop.took(0, number) }

    /// The step at hand is taken; waits until the next may be.
    ///
    /// - Returns: the next, to be ended with ``end(_:)``.
    func next() async throws(BatchAbandoned) -> Int {
        let next = step.add(1, ordering: .relaxed).newValue
        await loop.took(next - 1, number)
        try await loop.wait(for: next, number, claim)
        return next
    }

    /// As ``next()`` and ``end(_:)``, with nothing to do in the step.
    func skip() async {
        let next = step.add(1, ordering: .relaxed).newValue
        await loop.took(next, number)
    }

    /// A step is taken. On the loop.
    func end(_ step: Int) {
        loop.assumeIsolated { $0.took(step, number) }
    }
}
