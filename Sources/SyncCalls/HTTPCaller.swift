import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests to other processes of the dojo. Off the hot path: Foundation's client on threads of its own; neither an
/// event loop nor the cooperative pool waits for it.
public final class HTTPCaller: Sendable {
    public enum Failure: Error, Hashable, Sendable {
        case timedOut
        case closed
        /// With what Foundation says.
        case unreachable(String)
    }

    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
    }

    private let session: URLSession
    private let isClosed = Mutex(false)

    public init() {
        let configuration = URLSessionConfiguration.ephemeral
        // A room's orders go to few instances: six at a time, the default, would be a queue of our own making.
        configuration.httpMaximumConnectionsPerHost = 256
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        session = URLSession(configuration: configuration)
    }

    deinit { close() }

    /// Ends what is under way, each with ``Failure/closed``, and takes nothing more.
    public func close() {
        isClosed.withLock { isClosed in
            guard !isClosed else { return }
            isClosed = true
            session.invalidateAndCancel()
        }
    }

    /// Posts JSON and waits for the whole answer, at most `timeout`. Cancelling the task ends it.
    public func post(
        _ url: URL, _ body: [UInt8], headers: [(String, String)], timeout: Duration
    ) async throws(Failure) -> Answer {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let pending = PendingRequest()
        // Foundation's own time-out starts anew with each byte: this one does not.
        let limit = Task {
            try await Task.sleep(for: timeout)
            pending.end(.failure(.timedOut))
        }
        defer { limit.cancel() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                pending.begin(continuation)
                start(request, for: pending)
            }
        } onCancel: {
            pending.end(.failure(.closed))
        }
        return try result.get()
    }

    private func start(_ request: URLRequest, for pending: PendingRequest) {
        // A session that was invalidated traps when it is asked for another task.
        isClosed.withLock { isClosed in
            guard !isClosed else { return pending.end(.failure(.closed)) }
            let task = session.dataTask(with: request) { data, response, error in
                if let response = response as? HTTPURLResponse {
                    pending.end(.success(Answer(status: response.statusCode, body: [UInt8](data ?? Data()))))
                } else if (error as? URLError)?.code == .cancelled {
                    pending.end(.failure(.closed))
                } else {
                    pending.end(.failure(.unreachable(error?.localizedDescription ?? "it gave no answer")))
                }
            }
            pending.follow(task)
            task.resume()
        }
    }
}

/// One request: ends once, whichever comes first, and takes Foundation's task with it.
private final class PendingRequest: Sendable {
    typealias Outcome = Result<HTTPCaller.Answer, HTTPCaller.Failure>

    private struct State {
        var waiting: CheckedContinuation<Outcome, Never>?
        var task: URLSessionDataTask?
        var outcome: Outcome?
    }

    private let state = Mutex(State())

    func begin(_ continuation: CheckedContinuation<Outcome, Never>) {
        let early = state.withLock { state -> Outcome? in
            if state.outcome == nil { state.waiting = continuation }
            return state.outcome
        }
        if let early { continuation.resume(returning: early) }
    }

    func follow(_ task: URLSessionDataTask) {
        let isOver = state.withLock { state in
            state.task = task
            return state.outcome != nil
        }
        if isOver { task.cancel() }
    }

    func end(_ outcome: Outcome) {
        let (waiting, task) = state.withLock { state in
            guard state.outcome == nil else {
                return (nil as CheckedContinuation<Outcome, Never>?, nil as URLSessionDataTask?)
            }
            state.outcome = outcome
            defer { (state.waiting, state.task) = (nil, nil) }
            return (state.waiting, state.task)
        }
        task?.cancel()
        waiting?.resume(returning: outcome)
    }
}
