internal import CLibwebsockets

/// An answer without an end: bytes to one client until either side has had enough. All of it on the server's loop.
///
/// Bounded by its owner: write nothing while ``isChoked``, go on in ``onWritable``. What is written all the same is
/// kept by libwebsockets.
public final class EventStream: @unchecked Sendable {
    // Why @unchecked: touched on the server's loop only, which each method checks.

    private var connection: Connection?
    /// The socket is full: nothing should be written until ``onWritable``.
    public private(set) var isChoked = false
    /// Called when the socket takes more, after it was full.
    public var onWritable: (() -> Void)?
    /// Called once, when the stream is over, whoever ended it.
    public var onClosed: (() -> Void)? {
        didSet { if isClosed { reportEnd() } }
    }
    private var isReported = false
    private var isEnding = false
    private let server: WebServer

    init(connection: Connection) {
        self.connection = connection
        server = connection.server
    }

    /// Whether the client has gone, or the stream was closed.
    public var isClosed: Bool { connection == nil }

    /// Sends `bytes`.
    public func write(_ bytes: [UInt8]) -> WriteResult {
        server.output.removeAll()
        server.output.append(bytes)
        return write(server.output)
    }

    /// Sends what is in `buffer`.
    public func write(_ buffer: FrameBuffer) -> WriteResult {
        server.loop.preconditionInLoop()
        guard let connection, let wsi = connection.wsi, connection.phase == .streaming, !isEnding else {
            return .failed
        }
        guard !buffer.isEmpty else { return isChoked ? .choked(bytes: 0) : .sent(bytes: 0) }
        guard lws_write(wsi, buffer.payload, buffer.count, LWS_WRITE_HTTP) >= 0 else {
            connection.shut()
            return .failed
        }
        guard lws_send_pipe_choked(wsi) != 0 else { return .sent(bytes: buffer.count) }
        isChoked = true
        // With reading stopped libwebsockets would not look at the socket at all.
        connection.pause(false)
        lws_callback_on_writable(wsi)
        return .choked(bytes: buffer.count)
    }

    /// Ends the stream; what is written already still goes out.
    public func close() {
        server.loop.preconditionInLoop()
        isEnding = true
        connection?.shut()
    }

    /// Ends the connection at once, whatever was still to go out.
    public func drop() {
        server.loop.preconditionInLoop()
        isEnding = true
        connection?.drop()
    }

    /// See ``WebSocketConnection/unacceptedBytes``.
    public var unacceptedBytes: Int { connection?.unacceptedBytes ?? 0 }

    func becameWritable() {
        guard isChoked, let connection, let wsi = connection.wsi else { return }
        guard lws_send_pipe_choked(wsi) == 0 else {
            lws_callback_on_writable(wsi)
            return
        }
        isChoked = false
        connection.pause(true)
        onWritable?()
    }

    func ended() {
        connection = nil
        onWritable = nil
        if onClosed != nil { reportEnd() }
    }

    /// Never from within the call that set the callback or ended the stream.
    private func reportEnd() {
        guard !isReported else { return }
        isReported = true
        server.loop.execute { [self] in
            let callback = onClosed
            onClosed = nil
            callback?()
        }
    }
}
