import EventLoop

/// One wait for something to happen on a loop, with a deadline. A cancelled task ends it early.
final class LoopWait: @unchecked Sendable {
    // Why @unchecked: its state is touched on the loop only.
    private let loop: EventLoop
    private var continuation: CheckedContinuation<Void, Never>?
    private var timer: LoopTimer?
    private var isOver = false

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Returns once ``end()`` was called, before or after, or `timeout` has passed.
    func wait(for timeout: Duration) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute { self.begin(continuation, timeout) }
            }
        } onCancel: {
            loop.execute { self.end() }
        }
    }

    private func begin(_ continuation: CheckedContinuation<Void, Never>, _ timeout: Duration) {
        guard !isOver else { return continuation.resume() }
        self.continuation = continuation
        timer = loop.schedule(after: timeout) { [weak self] in self?.end() }
    }

    /// On the loop.
    func end() {
        isOver = true
        timer = nil
        continuation?.resume()
        continuation = nil
    }
}
