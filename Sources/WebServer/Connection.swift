internal import CLibwebsockets
import EventLoop
import Glibc

/// One accepted socket, from `accept` to the end of libwebsockets' `wsi`, first as HTTP, then perhaps as a WebSocket.
///
/// libwebsockets holds it (retained, as the wsi's opaque user data) until `WSI_DESTROY`; `wsi` is nil from the moment
/// that libwebsockets has closed it, so nothing reaches a dangling pointer through it.
final class Connection: @unchecked Sendable {
    // Why @unchecked: all of it is touched on the server's loop only.

    enum Phase: UInt8 {
        /// Waits for a request.
        case idle
        /// The headers are there, the body is on its way.
        case body
        /// A handler has the request.
        case answering
        /// An ``EventStream`` is open.
        case streaming
        /// Answered, but libwebsockets still holds some of it for a client that reads slowly.
        case flushing
        /// Answered, to be closed; what the client still sends is read and dropped, so that it gets to see the answer.
        case lingering
        /// The handler has accepted a WebSocket.
        case upgrading
        case webSocket
        /// A WebSocket that has said its last; what the client still sends is read and dropped.
        case leaving
        case closed
    }

    let server: WebServer
    private(set) var wsi: OpaquePointer?
    let remoteAddress: String
    var phase = Phase.idle
    /// Which request of this connection it is; an exchange whose number has passed is over.
    var serial: UInt32 = 0
    /// The callback under way is to close the connection by its return value.
    var mustClose = false
    /// Seconds left for a slow reader, and whether the connection ends when it has everything.
    var patience = 0
    var closesWhenFlushed = false
    /// Reading is stopped, so that what comes while a request is being answered waits in the socket.
    var isPaused = false

    /// The request being read or answered.
    var request: HTTPRequest?
    var bodyLength = 0
    /// Whether some of the request may still be on its way.
    var mustLinger = false
    var stream: EventStream?
    var socket: WebSocketConnection?
    /// See `Connection+Writing.swift`.
    var unsent: Unsent?
    /// Nothing goes out for a moment: more is about to be written.
    var isCorked = false

    // Where it stands in the server's list, and on its wheel.
    var index = 0
    var due: UInt32 = 0
    var slot: Int16 = -1
    var next: Unmanaged<Connection>?
    var previous: Unmanaged<Connection>?

    init(server: WebServer, wsi: OpaquePointer, remoteAddress: String) {
        self.server = server
        self.wsi = wsi
        self.remoteAddress = remoteAddress
    }

    func expect(within delay: Duration) { server.wheel.set(self, after: delay) }

    /// Closes it, politely if it is a WebSocket with a reason set; inside of its own callback when that returns.
    func shut() {
        guard let wsi, phase != .closed else { return }
        if server.current === self {
            mustClose = true
        } else if server.current != nil {
            // libwebsockets is in the middle of another connection, perhaps of a walk over all of them.
            server.loop.execute { self.shut() }
        } else {
            clws_close(wsi)
        }
    }

    /// Bytes written that the peer's system has not acknowledged; 0 once it is closed.
    var unacceptedBytes: Int { wsi.map { Int(clws_unacknowledged($0)) } ?? 0 }

    /// Closes it for good, whatever is still to be sent.
    func drop() {
        guard let wsi else { return }
        shutdown(lws_get_socket_fd(wsi), Int32(SHUT_RDWR))  // what waits for the socket fails now
        shut()
    }

    /// libwebsockets has closed it.
    func closed() {
        guard phase != .closed else { return }
        phase = .closed
        wsi = nil
        request = nil
        server.wheel.remove(self)
        server.forget(self)
        server.configuration.left(remoteAddress)
        let (stream, socket) = (stream, socket)
        (self.stream, self.socket, unsent) = (nil, nil, nil)
        stream?.ended()
        socket?.ended()
    }

    /// Stops or resumes reading.
    func pause(_ paused: Bool) {
        guard let wsi, isPaused != paused else { return }
        isPaused = paused
        lws_rx_flow_control(wsi, paused ? 0 : 1)
    }

    /// A deadline has passed.
    func expired() {
        switch phase {
        case .idle, .lingering, .upgrading, .leaving:
            shut()
        case .body:
            refuse(Refusal(status: 408, code: "http.timeout", detail: "The body did not come in time."))
        case .answering, .streaming:
            checkPeer()
        case .flushing:
            checkFlush()
        case .webSocket:
            socket?.heartbeat()
        case .closed:
            break
        }
    }

    /// While reading is stopped nothing tells that the client has gone: looks, without reading.
    private func checkPeer() {
        switch peek() {
        case .quiet: expect(within: .seconds(1))
        // A client may close its sending half and wait for an answer; but nobody who listens to a stream sends more.
        case .finished, .talking: phase == .answering ? expect(within: .seconds(1)) : shut()
        case .lost: shut()
        }
    }

    private func checkFlush() {
        guard let wsi else { return }
        guard lws_partial_buffered(wsi) != 0 else { return flushed() }
        // What comes meanwhile libwebsockets does not read, and is woken by it over and over: not for long.
        patience -= peek() == .quiet ? 1 : 30
        guard patience > 0 else { return shut() }
        expect(within: .seconds(1))
    }

    private enum Peer { case quiet, talking, finished, lost }

    /// What the client is doing, without reading it.
    private func peek() -> Peer {
        guard let wsi else { return .lost }
        var byte: UInt8 = 0
        let count = recv(lws_get_socket_fd(wsi), &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        if count == 0 { return .finished }
        if count > 0 { return .talking }
        return errno == EAGAIN || errno == EINTR ? .quiet : .lost
    }
}
