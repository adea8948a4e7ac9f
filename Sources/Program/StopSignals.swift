public import EventLoop
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into something to wait for. A second signal ends the process at once.
public final class StopSignals: Sendable {
    private struct State {
        var isRaised = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var watches: [SignalWatch] = []
    }

    private let state = Mutex(State())

    /// From here on the signals do not end the process.
    ///
    /// - Parameter loop: one that lives as long as the process.
    public init(loop: EventLoop) {
        loop.execute { [self] in
            let watches = [SIGINT, SIGTERM].map { signal in loop.watch(signal: signal) { [self] in raise() } }
            state.withLock { $0.watches = watches }
        }
    }

    private func raise() {
        let (waiters, again) = state.withLock { state in
            defer { (state.isRaised, state.waiters) = (true, []) }
            return (state.waiters, state.isRaised)
        }
        if again { exit(ExitCode.failure.rawValue) }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once a signal has come.
    public func wait() async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLock { state in
                if !state.isRaised { state.waiters.append(continuation) }
                return state.isRaised
            }
            if isRaised { continuation.resume() }
        }
    }
}
