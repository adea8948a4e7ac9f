import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import WebServer

/// Answers with closures, each called on the loop.
final class TestHandler: WebServerHandler {
    private let onRequest: @Sendable (HTTPExchange) -> Void
    private let onUpgrade: @Sendable (HTTPRequest) -> UpgradeDecision
    private let onOpened: @Sendable (WebSocketConnection) -> Void

    init(
        request: @escaping @Sendable (HTTPExchange) -> Void,
        upgrade: @escaping @Sendable (HTTPRequest) -> UpgradeDecision,
        opened: @escaping @Sendable (WebSocketConnection) -> Void
    ) {
        (onRequest, onUpgrade, onOpened) = (request, upgrade, opened)
    }

    func handle(_ exchange: HTTPExchange) { onRequest(exchange) }
    func accepts(upgrade request: HTTPRequest) -> UpgradeDecision { onUpgrade(request) }
    func opened(_ connection: WebSocketConnection) { onOpened(connection) }
}

/// A server on a loop of its own and a port of the system's choice.
struct TestServer {
    let loop: EventLoop
    let server: WebServer
    let port: UInt16

    /// Runs `body` against a server with these answers; the server is closed and its loop stopped afterwards.
    static func with(
        _ configuration: WebServerConfiguration = .init(),
        request: @escaping @Sendable (HTTPExchange) -> Void = { $0.respond(status: 200, body: Array("ok".utf8)) },
        upgrade: @escaping @Sendable (HTTPRequest) -> UpgradeDecision = { _ in .accept },
        opened: @escaping @Sendable (WebSocketConnection) -> Void = { _ in },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await onOwnThread {
            let loop = try EventLoop(name: "web")
            let handler = TestHandler(request: request, upgrade: upgrade, opened: opened)
            let listener = try Listener(host: "127.0.0.1", port: 0)
            let server = WebServer(loop: loop, configuration: configuration, handler: handler)
            try await server.start(on: listener)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(TestServer(loop: loop, server: server, port: listener.port)))
            } catch {
                result = .failure(error)
            }
            await server.close()
            loop.stop()
            try result.get()
        }
    }

    /// The number of open connections, as the server sees it.
    func connectionCount() async -> Int {
        await withCheckedContinuation { done in
            loop.execute { done.resume(returning: server.connectionCount) }
        }
    }
}

/// Waits until `condition` holds, at most 5 s.
func eventually(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async -> Bool
) async {
    let deadline = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < deadline {
        if await condition() { return }
        try? await Task.sleep(for: .milliseconds(2))
    }
    Issue.record(comment ?? "the condition never came true", sourceLocation: sourceLocation)
}

/// What happened, in order, noted on one thread and read on another.
final class Record<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
    var count: Int { elements.withLock { $0.count } }
}
