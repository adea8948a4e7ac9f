import Dispatch

/// A thread for a test that blocks on its sockets: Swift's own pool has as few as two, and other tests need them.
final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "blocking test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Runs a test's body, which may block, on a thread of its own.
public func onOwnThread(_ body: @Sendable () async throws -> Void) async throws {
    try await withTaskExecutorPreference(BlockingExecutor()) { try await body() }
}
