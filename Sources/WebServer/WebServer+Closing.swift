import EventLoop

extension WebServer {
    /// Takes no more connections, closes WebSockets with 4200 "going away", lets answers that are under way be given
    /// for as long as ``WebServerConfiguration/closeDeadline`` says, drops what is left then, and gives everything up.
    /// From any thread but the loop's own; the loop may be stopped afterwards.
    public func close() async {
        await withCheckedContinuation { continuation in
            loop.execute { [self] in
                guard context != nil, !isClosing else { return continuation.resume() }
                isClosing = true
                endAccepting()
                dismissAll()
                Closing(self) { continuation.resume() }.begin()
            }
        }
    }

    private func dismissAll() {
        for connection in connections {
            switch connection.phase {
            case .webSocket: connection.socket?.close(code: 4200, reason: "going away")
            case .streaming, .idle, .lingering, .upgrading: connection.shut()
            case .flushing: connection.closesWhenFlushed = true
            case .body, .answering, .closed: break
            }
        }
    }
}

/// The end of a server, in steps that take turns of the loop.
private final class Closing: @unchecked Sendable {
    // Why @unchecked: touched on the loop only.
    private let server: WebServer
    private let done: () -> Void
    private let deadline: Duration
    private var timer: LoopTimer?
    private var turnsLeft = 4
    private var isDestroying = false

    init(_ server: WebServer, done: @escaping () -> Void) {
        self.server = server
        self.done = done
        deadline = EventLoop.now + server.configuration.closeDeadline
    }

    func begin() {
        timer = server.loop.schedule(after: .milliseconds(1), repeating: .milliseconds(1)) { self.step() }
    }

    private func step() {
        if !isDestroying {
            guard server.connections.isEmpty || EventLoop.now >= deadline else { return }
            isDestroying = true
            server.context?.destroy()  // closes what is left
            return
        }
        guard server.live == 0 else { return }
        // Its own handles are closed in the two turns of the loop after the last connection's; then it may be freed.
        turnsLeft -= 1
        guard turnsLeft == 0 else { return }
        server.context?.destroy()
        server.context = nil
        server.handler = nil
        server.stopTicking()
        timer = nil
        done()
        Unmanaged.passUnretained(server).release()
    }
}
