import EventLoop

extension WebServer {
    /// Takes no more connections, closes WebSockets with 4200 "going away", lets answers that are under way be given
    /// for as long as ``WebServerConfiguration/closeDeadline`` says, drops what is left then, and gives everything up.
    /// From any thread but the loop's own; the loop may be stopped afterwards. A second call waits for the first.
    public func close() async {
        await withCheckedContinuation { continuation in
            loop.execute { [self] in
                guard context != nil else { return continuation.resume() }
                closeWaiters.append(continuation)
                guard !isClosing else { return }
                isClosing = true
                endAccepting()
                dismissAll()
                Closing(self).begin()
            }
        }
    }

    private func dismissAll() {
        for connection in connections {
            switch connection.phase {
            case .webSocket: connection.socket?.close(code: 4200, reason: "going away")
            case .streaming, .idle, .lingering, .upgrading: connection.shut()
            case .flushing: connection.closesWhenFlushed = true
            case .body, .answering, .leaving, .closed: break
            }
        }
    }
}

/// The end of a server, watched over until its last connection is gone.
private final class Closing: @unchecked Sendable {
    // Why @unchecked: touched on the loop only.
    private let server: WebServer
    private let deadline: Duration
    private var timer: LoopTimer?

    init(_ server: WebServer) {
        self.server = server
        deadline = EventLoop.now + server.configuration.closeDeadline
    }

    func begin() {
        timer = server.loop.schedule(after: .milliseconds(1), repeating: .milliseconds(1)) { self.step() }
    }

    private func step() {
        if EventLoop.now >= deadline {
            for connection in server.connections { connection.drop() }
        }
        // Closed is not enough: libwebsockets still calls back when libuv has let go of each.
        guard server.live == 0 else { return }
        timer = nil
        server.context = nil
        server.handler = nil
        server.stopTicking()
        let waiters = server.closeWaiters
        server.closeWaiters = []
        for waiter in waiters { waiter.resume() }
        Unmanaged.passUnretained(server).release()
    }
}
