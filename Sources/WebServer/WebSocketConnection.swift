internal import CLibwebsockets
internal import WebSocketFrames

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
    /// Nil: messages go and come as they are.
    let deflate: DeflateAgreement?
    private let compressor: FrameCompressor?

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

    private var reader: FrameReader
    private var closeCode: UInt16 = 1006
    private var closeReason = ""
    private var isClosing = false
    /// Whether anything has come since the last look.
    private var isHeard = false
    private var isPinged = false

    init(connection: Connection, request: HTTPRequest, subprotocol: String?, deflate: DeflateAgreement?) {
        self.connection = connection
        self.request = request
        self.subprotocol = subprotocol
        server = connection.server
        self.deflate = deflate
        compressor = deflate.map(connection.server.compressor)
        reader = FrameReader(
            messageLimit: connection.server.configuration.messageLimit, allowsCompression: deflate != nil)
    }

    /// The peer's address as text, without the port; empty once it is closed.
    public var remoteAddress: String { connection?.remoteAddress ?? "" }

    /// Whether it can be written to.
    public var isOpen: Bool { connection?.phase == .webSocket && !isClosing }

    // MARK: Writing

    /// Sends one frame, at once, compressed where that was agreed upon and makes it shorter. The buffer is free again on return, and may be given to other connections.
    ///
    /// After `.choked` the owner should write no more until ``onWritable``; what it writes all the same is copied and
    /// kept.
    public func write(_ frame: FrameBuffer, binary: Bool = false) -> WriteResult {
        assert(server.loop.isInLoop)
        guard isOpen, let connection, let wsi = connection.wsi else { return .failed }
        let smaller = compressor?.compressed(frame)
        let payload = smaller ?? frame
        let (length, isCompressed) = (payload.count, smaller != nil)
        let head: FrameHeader =
            binary
            ? .binary(length: length, isCompressed: isCompressed) : .text(length: length, isCompressed: isCompressed)
        guard send(payload, head) else {
            lose()
            return .failed
        }
        guard isFull(connection, wsi, after: length) else { return .sent(bytes: length) }
        lws_callback_on_writable(wsi)
        return .choked(bytes: length)
    }

    /// Whether the socket takes no more. Where libwebsockets writes the system is asked, but after a short write: that is
    /// a call that costs a tenth of it, and it is enough to see that nothing was left over.
    private func isFull(_ connection: Connection, _ wsi: OpaquePointer, after length: Int) -> Bool {
        guard connection.unsent == nil || connection.isCorked else { return true }
        guard server.isEncrypted else { return false }
        return (length > Self.shortFrame ? lws_send_pipe_choked(wsi) : lws_partial_buffered(wsi)) != 0
    }

    private static let shortFrame = 8 * 1024

    /// Whether the write of shared frames may be used: not where what is sent is encrypted or compressed.
    public var takesSharedFrames: Bool { !server.isEncrypted && deflate == nil }

    /// Sends frames, at once: as many as the socket takes. Of one that it takes in part the rest is kept, by reference.
    ///
    /// - Returns: how many of them, the first ones, are done with. When those are not all, or the last one was not taken
    ///   as a whole, the result is `.choked`: go on with the others in ``onWritable``.
    public func write(_ frames: ArraySlice<SharedFrame>) -> (done: Int, result: WriteResult) {
        assert(server.loop.isInLoop)
        guard isOpen, let connection, let wsi = connection.wsi else { return (0, .failed) }
        var done = 0
        if connection.unsent == nil {
            guard let begun = connection.write(shared: frames) else {
                lose()
                return (0, .failed)
            }
            done = begun
            if done == frames.count, connection.unsent == nil { return (done, .sent(bytes: Self.length(of: frames))) }
        }
        lws_callback_on_writable(wsi)
        return (done, .choked(bytes: Self.length(of: frames.prefix(done))))
    }

    private static func length(of frames: ArraySlice<SharedFrame>) -> Int {
        var length = 0
        for frame in frames { length += frame.length }
        return length
    }

    private func send(_ frame: FrameBuffer, _ head: FrameHeader) -> Bool {
        let (start, count) = frame.withHead(head)
        return connection?.write(raw: start, count: count) ?? false
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

    /// Bytes written that the peer's system has not acknowledged (tcp(7), `SIOCOUTQ`); 0 once it is closed.
    public var unacceptedBytes: Int { connection?.unacceptedBytes ?? 0 }

    /// Takes the peer for alive, as if something had come from it.
    public func noteLife() { isHeard = true }

    // MARK: Closing

    /// Sends a close frame and ends the connection when it was answered, at the latest after 5 s. The reason is cut to
    /// 123 bytes.
    public func close(code: UInt16, reason: String = "") {
        server.loop.preconditionInLoop()
        guard isOpen, let connection else { return }
        isClosing = true
        (closeCode, closeReason) = (code, Self.fitting(reason))
        sendClose(code: code, reason: closeReason)
        connection.expect(within: server.configuration.lingerDeadline)
    }

    private func sendClose(code: UInt16, reason: String) {
        let output = server.output
        output.removeAll()
        if code != 1005 {
            output.append(UInt8(truncatingIfNeeded: code >> 8))
            output.append(UInt8(truncatingIfNeeded: code))
            output.append(reason)
        }
        _ = send(output, .close(length: output.count))
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

    func received(_ bytes: UnsafeRawBufferPointer) {
        isHeard = true
        let bytes = bytes.bindMemory(to: UInt8.self).span
        var position = 0
        while connection?.phase == .webSocket,
            let event = reader.next(bytes, from: &position, inflate: server.inflate(_:limit:))
        {
            took(event, isLast: position == bytes.count)
        }
    }

    private func took(_ event: FrameEvent, isLast: Bool) {
        switch event {
        case .text(let message): if !isClosing { onText?(message) }
        case .binary(let message): if !isClosing { onBinary?(message) }
        case .ping(let payload):
            guard !isClosing else { return }
            server.output.removeAll()
            server.output.append(payload)
            _ = send(server.output, .pong(length: payload.count))
        case .pong: break
        case .close(let code, let reason):
            if !isClosing {
                (closeCode, closeReason) = (code, reason)
                sendClose(code: code, reason: "")
            }
            isClosing = true
            connection?.leave(lingers: !isLast)
        case .violation(let code, let reason):
            if !isClosing {
                (closeCode, closeReason) = (code, reason)
                sendClose(code: code, reason: reason)
            }
            isClosing = true
            connection?.leave(lingers: true)
        }
    }

    func becameWritable() {
        connection?.pause(false)
        guard isOpen else { return }
        isHeard = true
        onWritable?()
    }

    func ended() {
        isClosing = true
        connection = nil
        request = nil
        let callback = onClosed
        (onText, onBinary, onWritable, onClosed) = (nil, nil, nil, nil)
        reader = FrameReader(messageLimit: 0)
        callback?(closeCode, closeReason)
        attachment = nil
    }

    /// Looks whether the peer is alive: pings it after a silence, drops it when nothing comes of that.
    func heartbeat() {
        guard let connection else { return }
        guard !isClosing else { return connection.shut() }  // its answer to our close frame has not come
        if isHeard {
            (isHeard, isPinged) = (false, false)
            connection.expect(within: server.configuration.pingInterval)
        } else if isPinged {
            closeReason = "no pong"
            lose()
        } else {
            isPinged = true
            server.output.removeAll()
            guard send(server.output, .ping(length: 0)) else { return lose() }
            connection.expect(within: server.configuration.pongDeadline)
        }
    }
}
