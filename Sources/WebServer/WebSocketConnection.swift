internal import CLibwebsockets

/// An open WebSocket. All of it on the server's loop.
///
/// Its callbacks are released when it closes, so they may well hold what holds it.
public final class WebSocketConnection: @unchecked Sendable {
    // Why @unchecked: touched on the server's loop only; `write` asserts it, all else checks it.

    private var connection: Connection?
    private let server: WebServer
    /// The request that it began with; there until ``WebServerHandler/opened(_:)`` returns.
    public internal(set) var request: HTTPRequest?
    /// The subprotocol agreed upon, nil when the client asked for none.
    public let subprotocol: String?

    /// A text message, complete, and valid UTF-8.
    public var onText: (([UInt8]) -> Void)?
    /// A binary message, complete.
    public var onBinary: (([UInt8]) -> Void)?
    /// The socket takes more, after a write was ``WriteResult/choked`` or ``requestWritable()`` was called.
    public var onWritable: (() -> Void)?
    /// It is over: the code and reason of whoever closed it first; 1005 when there was none, 1006 when the connection
    /// was lost. Called once.
    public var onClosed: ((UInt16, String) -> Void)?
    /// For the owner's use.
    public var attachment: AnyObject?

    private var message: [UInt8] = []
    private var closeCode: UInt16 = 1006
    private var closeReason = ""
    private var isClosing = false
    /// Whether anything has come since the last look.
    private var isHeard = false
    private var isPinged = false

    init(connection: Connection, request: HTTPRequest, subprotocol: String?) {
        self.connection = connection
        self.request = request
        self.subprotocol = subprotocol
        server = connection.server
    }

    /// The peer's address as text, without the port; empty once it is closed.
    public var remoteAddress: String { connection?.remoteAddress ?? "" }

    /// Whether it can be written to.
    public var isOpen: Bool { connection?.phase == .webSocket && !isClosing }

    // MARK: Writing

    /// Sends one frame, at once. The buffer is free again on return, and may be given to other connections.
    ///
    /// After `.choked` the owner should write no more until ``onWritable``; what it writes all the same is copied and
    /// kept by libwebsockets.
    public func write(_ frame: FrameBuffer, binary: Bool = false) -> WriteResult {
        assert(server.loop.isInLoop)
        guard isOpen, let wsi = connection?.wsi else { return .failed }
        guard lws_write(wsi, frame.payload, frame.count, binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) >= 0 else {
            lose()
            return .failed
        }
        guard lws_send_pipe_choked(wsi) != 0 else { return .sent }
        lws_callback_on_writable(wsi)
        return .choked
    }

    /// Sends one text frame.
    public func write(text: String) -> WriteResult {
        server.output.removeAll()
        server.output.append(text)
        return write(server.output)
    }

    /// Asks for ``onWritable``, once.
    public func requestWritable() {
        server.loop.preconditionInLoop()
        guard isOpen, let wsi = connection?.wsi else { return }
        lws_callback_on_writable(wsi)
    }

    // MARK: Closing

    /// Sends a close frame and ends the connection when it was answered, at the latest after 5 s. The reason is cut to
    /// 123 bytes.
    public func close(code: UInt16, reason: String = "") {
        server.loop.preconditionInLoop()
        guard isOpen, let connection, let wsi = connection.wsi else { return }
        isClosing = true
        (closeCode, closeReason) = (code, Self.fitting(reason))
        if lws_partial_buffered(wsi) != 0 {
            // libwebsockets would send what is left and then no close frame: so that is put behind it.
            server.output.removeAll()
            server.output.append(UInt8(truncatingIfNeeded: code >> 8))
            server.output.append(UInt8(truncatingIfNeeded: code))
            server.output.append(closeReason)
            _ = clws_write_close(wsi, server.output.payload, server.output.count)
        } else {
            var text = closeReason
            text.withUTF8 {
                lws_close_reason(
                    wsi, lws_close_status(rawValue: UInt32(code)), UnsafeMutablePointer(mutating: $0.baseAddress),
                    $0.count)
            }
        }
        connection.shut()
    }

    private static func fitting(_ reason: String) -> String {
        var end = reason.endIndex
        while reason[..<end].utf8.count > 123 { end = reason.index(before: end) }
        return String(reason[..<end])
    }

    /// Ends the connection without a word: it is lost, as far as anyone can tell.
    private func lose() {
        isClosing = true
        connection?.shut()
    }

    // MARK: What libwebsockets tells

    func received(_ bytes: UnsafeRawBufferPointer, isFinal: Bool, isBinary: Bool) {
        guard !isClosing else { return }
        isHeard = true
        guard message.count + bytes.count <= server.configuration.messageLimit else {
            message = []
            return close(code: 1009, reason: "message longer than \(server.configuration.messageLimit) bytes")
        }
        message.append(contentsOf: bytes)
        guard isFinal else { return }
        var complete: [UInt8] = []
        swap(&complete, &message)
        if isBinary {
            onBinary?(complete)
        } else if (try? UTF8Span(validating: complete.span)) != nil {
            onText?(complete)
        } else {
            close(code: 1007, reason: "not UTF-8")
        }
    }

    func pongArrived() { isHeard = true }

    func becameWritable() {
        guard isOpen else { return }
        isHeard = true
        onWritable?()
    }

    /// The peer's close frame; libwebsockets answers it.
    func closeArrived(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosing else { return }
        isClosing = true
        guard bytes.count >= 2 else {
            closeCode = 1005
            return
        }
        closeCode = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        closeReason = String(decoding: bytes[2...], as: UTF8.self)
    }

    func ended() {
        isClosing = true
        connection = nil
        request = nil
        let callback = onClosed
        (onText, onBinary, onWritable, onClosed) = (nil, nil, nil, nil)
        callback?(closeCode, closeReason)
        attachment = nil
    }

    /// Looks whether the peer is alive: pings it after a silence, drops it when nothing comes of that.
    func heartbeat() {
        guard let connection, let wsi = connection.wsi, !isClosing else { return }
        if isHeard {
            (isHeard, isPinged) = (false, false)
            connection.expect(within: server.configuration.pingInterval)
        } else if isPinged {
            closeReason = "no pong"
            lose()
        } else {
            isPinged = true
            server.output.removeAll()
            server.output.append(literal: "ping")  // of a pong with nothing in it libwebsockets does not tell
            guard lws_write(wsi, server.output.payload, server.output.count, LWS_WRITE_PING) >= 0 else { return lose() }
            connection.expect(within: server.configuration.pongDeadline)
        }
    }
}
