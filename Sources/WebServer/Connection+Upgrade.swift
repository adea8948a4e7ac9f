internal import CLibwebsockets
import Glibc

extension Connection {
    /// How an entry of `Sec-WebSocket-Protocol` begins that is no subprotocol but a token.
    private static let tokenPrefix = "bearer."

    /// Whether a request is to become a WebSocket: everything is decided here, and libwebsockets then hands the
    /// connection over. It asks more than once, and for requests of all kinds.
    func isTakenOver() -> Bool {
        guard let wsi, server.current == nil else { return false }
        if phase == .upgrading { return true }
        guard phase == .idle, lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) > 0,
            lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0
        else { return false }
        server.current = self
        defer { server.current = nil }
        do throws(Refusal) {
            socket = try acceptUpgrade(wsi)
            phase = .upgrading
            return true
        } catch {
            return false  // `upgradeRefused` says why
        }
    }

    private func acceptUpgrade(_ wsi: OpaquePointer) throws(Refusal) -> WebSocketConnection {
        let (request, _) = try server.reader.read(wsi, remoteAddress: remoteAddress)
        try Self.check(request)
        let subprotocol = try negotiate(request)
        let deflate = try server.agreement(with: request.headers)
        guard let handler = server.handler, !server.isClosing else {
            throw Refusal(status: 503, code: "http.closing", detail: "The server is going away.")
        }
        if case .refuse(let status, let detail) = handler.accepts(upgrade: request) {
            throw Refusal(status: status, code: "websocket.refused", detail: detail, headers: request.headers)
        }
        return WebSocketConnection(connection: self, request: request, subprotocol: subprotocol, deflate: deflate)
    }

    /// A request with an `Upgrade` header that was not taken over.
    func upgradeRefused() {
        guard let wsi else { return }
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)
        // For an upgrade that it does not know libwebsockets has answered 403 already, and forgotten the headers.
        guard phase == .idle, lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) > 0 else { return shut() }
        mustLinger = false
        do throws(Refusal) {
            _ = try acceptUpgrade(wsi)
        } catch {
            refuse(error)
        }
        shut()
    }

    /// RFC 6455 §4.2.1.
    private static func check(_ request: HTTPRequest) throws(Refusal) {
        let headers = request.headers
        func malformed(_ detail: String, status: Int = 400) -> Refusal {
            Refusal(status: status, code: "websocket.malformed", detail: detail, headers: headers)
        }
        guard headers.list("upgrade", contains: "websocket") else {
            throw malformed("Only an upgrade to websocket is possible.")
        }
        guard request.method == "GET" else { throw malformed("A WebSocket begins with GET.") }
        guard headers.list("connection", contains: "upgrade") else {
            throw malformed("The Connection header does not say Upgrade.")
        }
        guard headers["sec-websocket-version"] == "13" else {
            throw malformed("Sec-WebSocket-Version must be 13.", status: 426)
        }
        guard let key = headers["sec-websocket-key"], isKey(key) else {
            throw malformed("Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        guard headers["host"] != nil else { throw malformed("The Host header is missing.") }
    }

    private static func isKey(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes.suffix(2).elementsEqual("==".utf8) else { return false }
        return bytes.prefix(22).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }

    /// The first of the client's subprotocols that is spoken here; an entry that carries a token is none.
    private func negotiate(_ request: HTTPRequest) throws(Refusal) -> String? {
        guard let offered = request.headers["sec-websocket-protocol"] else { return nil }
        let names = offered.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }).map(String.init)
        guard
            let chosen = names.first(where: {
                !$0.hasPrefix(Self.tokenPrefix) && server.configuration.subprotocols.contains($0)
            })
        else {
            throw Refusal(
                status: 400, code: "websocket.subprotocol",
                detail: "None of the subprotocols asked for is spoken here.", headers: request.headers)
        }
        return chosen
    }

    // MARK: After libwebsockets has let go

    /// It hands the connection over: not to anyone who has not been accepted, for CONNECT makes it do so, too.
    func handedOver() {
        if phase != .upgrading { shut() }
    }

    /// Bytes as they came. The first ones are those in which the request ended, itself included.
    func bytesArrived(_ bytes: UnsafeRawBufferPointer) {
        switch phase {
        case .upgrading:
            answerUpgrade()
            let rest = Self.behindHead(bytes)
            if rest < bytes.count { socket?.received(UnsafeRawBufferPointer(rebasing: bytes[rest...])) }
        case .webSocket:
            socket?.received(bytes)
        case .leaving:
            break
        default:
            shut()
        }
    }

    /// Where frames begin in a piece that holds the last bytes of a request. The line that is empty ends it; where the
    /// piece begins in the middle of its line end, what follows tells: a field begins with a letter, a frame never does.
    private static func behindHead(_ bytes: UnsafeRawBufferPointer) -> Int {
        var isLineEmpty = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                if isLineEmpty { return index + 1 }
                isLineEmpty = true
                let next = index + 1
                let isFirst = index == 0 || (index == 1 && bytes[0] == UInt8(ascii: "\r"))
                if isFirst, next == bytes.count || bytes[next] >= 0x80 || bytes[next] <= 0x02 { return next }
            case UInt8(ascii: "\r"): break
            default: isLineEmpty = false
            }
        }
        return bytes.count
    }

    /// RFC 6455 §4.2.2.
    private func answerUpgrade() {
        guard let socket, let handler = server.handler, let key = socket.request?.headers["sec-websocket-key"] else {
            return shut()
        }
        phase = .webSocket
        let output = server.output
        output.removeAll()
        output.append(literal: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        output.append(literal: "Sec-WebSocket-Accept: ")
        output.append(HandshakeKey.accept(key))
        if let subprotocol = socket.subprotocol {
            output.append(literal: "\r\nSec-WebSocket-Protocol: ")
            output.append(headerText: subprotocol)
        }
        if let deflate = socket.deflate {
            output.append(literal: "\r\nSec-WebSocket-Extensions: ")
            output.append(deflate.header)
        }
        output.append(literal: "\r\n\r\n")
        // A handler has something to say at once, most of the time: that goes out together with the answer.
        isCorked = true
        guard write(raw: output.payload, count: output.count) else { return }
        expect(within: server.configuration.pingInterval)
        handler.opened(socket)
        socket.request = nil
        uncork()
    }

    // MARK: Its end

    /// Both sides have said that it is over: closes it when all is written.
    ///
    /// - Parameter lingers: the client may have sent more. Closing with something unread resets the connection, and the
    ///   client never sees why it was closed.
    func leave(lingers: Bool) {
        guard phase == .webSocket else { return }
        phase = .leaving
        mustLinger = lingers
        expect(within: server.configuration.lingerDeadline)
        if !hasUnsent { leaveNow() }
    }

    /// All is written.
    private func leaveNow() {
        guard let wsi, mustLinger else { return shut() }
        pause(false)
        shutdown(lws_get_socket_fd(wsi), Int32(SHUT_WR))
    }

    /// The socket takes more.
    func tunnelBecameWritable() {
        guard drain(), !hasUnsent else { return }
        if phase == .leaving { leaveNow() } else { socket?.becameWritable() }
    }
}
