internal import CLibwebsockets
import HandshakeHeader

extension Connection {
    /// A request with an `Upgrade` header: everything that libwebsockets would accept blindly, or drop without a word,
    /// is decided here.
    func upgradeAsked() {
        guard let wsi else { return }
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)
        // For an upgrade that it does not know it has already answered 403, and forgotten the headers.
        guard phase == .idle, lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) > 0 else { return shut() }
        mustLinger = false
        do throws(Refusal) {
            let (request, _) = try server.reader.read(wsi, remoteAddress: remoteAddress)
            self.request = request
            try Self.check(request)
            let subprotocol = try negotiate(request)
            guard let handler = server.handler, !server.isClosing else {
                throw Refusal(status: 503, code: "http.closing", detail: "The server is going away.")
            }
            if case .refuse(let status, let detail) = handler.accepts(upgrade: request) {
                throw Refusal(status: status, code: "websocket.refused", detail: detail, headers: request.headers)
            }
            phase = .upgrading
            socket = WebSocketConnection(connection: self, request: request, subprotocol: subprotocol)
        } catch {
            refuse(error)
            shut()
        }
    }

    private static func check(_ request: HTTPRequest) throws(Refusal) {
        let headers = request.headers
        func malformed(_ detail: String, status: Int = 400) -> Refusal {
            Refusal(status: status, code: "websocket.malformed", detail: detail, headers: headers)
        }
        guard headers["upgrade"]?.lowercased() == "websocket" else {
            throw malformed("Only an upgrade to websocket is possible.")
        }
        guard request.method == "GET" else { throw malformed("A WebSocket begins with GET.") }
        // libwebsockets looks at no more than 126 bytes of these two.
        guard headers.list("connection", contains: "upgrade"), headers["connection"]?.utf8.count ?? 0 < 127 else {
            throw malformed("The Connection header does not say Upgrade.")
        }
        let names = headers["sec-websocket-protocol"].map(subprotocols)?.joined(separator: ",")
        guard names?.utf8.count ?? 0 < 127 else {
            throw malformed("Too many subprotocols.")
        }
        guard headers["sec-websocket-version"] == "13" else {
            throw malformed("Sec-WebSocket-Version must be 13.", status: 426)
        }
        guard headers["sec-websocket-key"]?.utf8.count == 24 else {
            throw malformed("Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        guard headers["host"] != nil else { throw malformed("The Host header is missing.") }
    }

    /// The names in the list; an entry that carries a token is none.
    private static func subprotocols(_ list: String) -> [String] {
        list.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }).map(String.init)
            .filter { !$0.hasPrefix(HandshakeHeader.tokenPrefix) }
    }

    /// The subprotocol that libwebsockets is going to choose.
    private func negotiate(_ request: HTTPRequest) throws(Refusal) -> String? {
        guard let offered = request.headers["sec-websocket-protocol"] else { return nil }
        let names = Self.subprotocols(offered)
        guard let chosen = names.first(where: server.configuration.subprotocols.contains) else {
            throw Refusal(
                status: 400, code: "websocket.subprotocol",
                detail: "None of the subprotocols asked for is spoken here.", headers: request.headers)
        }
        return chosen
    }

    /// libwebsockets has sent its 101.
    func upgraded() {
        guard phase == .upgrading, let socket, let handler = server.handler else { return shut() }
        phase = .webSocket
        request = nil
        expect(within: server.configuration.pingInterval)
        handler.opened(socket)
        socket.request = nil
    }
}
