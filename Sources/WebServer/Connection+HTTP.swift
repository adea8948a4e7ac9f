internal import CLibwebsockets
import Glibc

extension Connection {
    /// The headers of a request are complete.
    func requestArrived() {
        guard let wsi else { return }
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)
        guard phase == .idle || phase == .flushing else { return shut() }
        phase = .idle
        mustLinger = server.reader.announcesBody(wsi)
        do throws(Refusal) {
            let (request, length) = try server.reader.read(wsi, remoteAddress: remoteAddress)
            self.request = request
            guard length > 0 else { return dispatch() }
            try awaitBody(length, of: request)
        } catch {
            refuse(error)
        }
    }

    private func awaitBody(_ length: Int, of request: HTTPRequest) throws(Refusal) {
        guard length <= server.configuration.bodyLimit else {
            throw Refusal(
                status: 413, code: "http.body-too-large",
                detail: "The body is longer than \(server.configuration.bodyLimit) bytes.", headers: request.headers)
        }
        phase = .body
        bodyLength = length
        self.request?.body.reserveCapacity(length)
        expect(within: server.configuration.bodyDeadline)
        guard let expectation = request.headers["expect"] else { return }
        guard expectation.lowercased() == "100-continue" else {
            throw Refusal(
                status: 417, code: "http.expectation", detail: "Only 100-continue can be expected.",
                headers: request.headers)
        }
        server.output.removeAll()
        server.output.append(literal: "HTTP/1.1 100 Continue\r\n\r\n")
        _ = writeOutput()
    }

    /// Some of the body. Called also while it is being thrown away, and with nothing for an empty one.
    func bodyArrived(_ bytes: UnsafeRawBufferPointer) {
        guard phase == .body, let request, bytes.count > 0 else { return }
        if request.body.isEmpty, isPipelined(bytes, request) {
            return refuse(
                Refusal(
                    status: 400, code: "http.pipelined-body", detail: "Requests with a body cannot be pipelined.",
                    headers: request.headers))
        }
        self.request?.body.append(contentsOf: bytes)
    }

    /// libwebsockets 4.1.6 hands the head of a request out as its body when the request came in one piece with the one
    /// before it, and once such a body is answered, it never returns. That is noticed and refused, rather than acted
    /// upon: also where the body is so short that it might have been one.
    private func isPipelined(_ bytes: UnsafeRawBufferPointer, _ request: HTTPRequest) -> Bool {
        guard serial > 0 else { return false }
        let head = Array("\(request.method) ".utf8)
        let count = min(head.count, bytes.count)
        return bytes.prefix(count).elementsEqual(head.prefix(count))
    }

    /// The body is complete. libwebsockets says so again whenever more comes before the answer is given.
    func bodyEnded() {
        switch phase {
        case .body:
            mustLinger = false
            guard request?.body.count == bodyLength else { return shut() }
            dispatch()
        case .lingering:
            shut()
        default:
            break
        }
    }

    private func dispatch() {
        guard let request, let handler = server.handler else { return shut() }
        phase = .answering
        server.wheel.remove(self)
        handler.handle(HTTPExchange(request: request, connection: self, serial: serial))
        // Answered at once, most of the time; else the next request has to wait in the socket.
        guard phase == .answering || phase == .streaming else { return }
        if stream?.isChoked != true { pause(true) }
        expect(within: .seconds(1))
    }

    /// Answers with a problem and closes the connection.
    func refuse(_ refusal: Refusal) {
        let problem = HTTPProblem(
            status: refusal.status, code: refusal.code, detail: refusal.detail, headers: refusal.headers)
        let response = server.configuration.problemResponse(problem)
        // RFC 6455 §4.4; RFC 9110 §15.5.22.
        let upgrade = [("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket")]
        let headers = refusal.status == 426 ? response.headers + upgrade : response.headers
        phase = .answering
        respond(status: response.status, headers: headers, body: response.body, closing: true)
    }

    // MARK: Answers

    /// Writes a whole answer, in one piece, and makes ready for the next request.
    func respond(status: Int, headers: [(String, String)], body: [UInt8], closing: Bool = false) {
        guard phase == .answering, wsi != nil else { return }
        let closes = closing || server.isClosing || request?.keepsAlive == false
        let isHead = request?.isHead ?? false
        let length = HTTPStatus.isBodiless(status) ? nil : body.count
        writeHead(status: status, headers: headers, length: length, closes: closes)
        if !isHead, length != nil { server.output.append(body) }
        serial &+= 1
        request = nil
        guard writeOutput() else { return }
        if closes {
            finish()
        } else {
            complete()
        }
    }

    /// Begins an answer that has no end.
    func startStream(contentType: String, headers: [(String, String)]) -> EventStream {
        let stream = EventStream(connection: self)
        guard phase == .answering, wsi != nil else {
            stream.ended()
            return stream
        }
        let isHead = request?.isHead ?? false
        var fields = [("Content-Type", contentType), ("Cache-Control", "no-store"), ("X-Accel-Buffering", "no")]
        fields.removeAll { field in headers.contains { $0.0.lowercased() == field.0.lowercased() } }
        fields.append(contentsOf: headers)
        writeHead(status: 200, headers: fields, length: nil, closes: true)
        serial &+= 1
        request = nil
        phase = .streaming
        self.stream = stream
        if !writeOutput() || isHead { shut() }
        return stream
    }

    private func writeHead(status: Int, headers: [(String, String)], length: Int?, closes: Bool) {
        let output = server.output
        output.removeAll()
        output.append(literal: "HTTP/1.1 ")
        output.append(number: status)
        output.append(UInt8(ascii: " "))
        output.append(literal: HTTPStatus.reason(status))
        output.append(literal: "\r\n")
        output.append(server.dateLine)
        for (name, value) in headers {
            output.append(headerText: name)
            output.append(literal: ": ")
            output.append(headerText: value)
            output.append(literal: "\r\n")
        }
        if let length {
            output.append(literal: "Content-Length: ")
            output.append(number: length)
            output.append(literal: "\r\n")
        }
        if closes {
            output.append(literal: "Connection: close\r\n")
        } else if request?.isVersion10 == true {
            output.append(literal: "Connection: keep-alive\r\n")
        }
        output.append(literal: "\r\n")
    }

    /// Writes what stands in the server's buffer; closes the connection when that fails.
    private func writeOutput() -> Bool {
        guard let wsi else { return false }
        guard lws_write(wsi, server.output.payload, server.output.count, LWS_WRITE_HTTP) >= 0 else {
            shut()
            return false
        }
        return true
    }

    /// The answer is written: the next request may come.
    private func complete() {
        guard let wsi else { return }
        phase = .idle
        pause(false)
        guard lws_http_transaction_completed(wsi) == 0 else { return shut() }
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)  // the wheel's task; libwebsockets' list is linear in connections
        guard lws_partial_buffered(wsi) == 0 else { return flush(closing: false) }
        expect(within: server.configuration.idleDeadline)
    }

    /// Waits until a slow client has read its answer. libwebsockets itself would give it 5 s and then cut it off.
    private func flush(closing: Bool) {
        phase = .flushing
        closesWhenFlushed = closing
        patience = Int(server.configuration.answerDeadline.components.seconds)
        expect(within: .seconds(1))
    }

    /// The client has all of its answer.
    func flushed() {
        guard phase == .flushing else { return }
        phase = .idle
        if closesWhenFlushed { return finish() }
        expect(within: server.configuration.idleDeadline)
    }

    func becameWritable() {
        if let stream { return stream.becameWritable() }
        if let wsi, lws_partial_buffered(wsi) == 0 { flushed() }
    }

    /// The answer is written and was the last one.
    private func finish() {
        guard let wsi else { return }
        pause(false)  // libwebsockets does not write either while it may not read
        guard lws_partial_buffered(wsi) == 0 else {
            lws_callback_on_writable(wsi)
            return flush(closing: true)
        }
        guard mustLinger else { return shut() }
        // Closing with something unread resets the connection, and the client never sees why.
        phase = .lingering
        shutdown(lws_get_socket_fd(wsi), Int32(SHUT_WR))
        expect(within: server.configuration.lingerDeadline)
    }
}
