import Synchronization

/// Two pieces of work of which the first to end counts. Unlike a task group, it does not wait for the other, which may
/// be stuck in something that cannot be cancelled.
final class Race<Result: Sendable>: Sendable {
    private let waiting: Mutex<CheckedContinuation<Result, Never>?>

    private init(_ continuation: CheckedContinuation<Result, Never>) { waiting = Mutex(continuation) }

    /// The result of whichever ends first; the other is left to itself.
    static func first(
        of one: @escaping @Sendable () async -> Result, _ other: @escaping @Sendable () async -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            let race = Race(continuation)
            for body in [one, other] { Task { race.end(with: await body()) } }
        }
    }

    private func end(with result: Result) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: result)
    }
}
