import EventLoop

/// A request and the one answer that it is owed. The answer may be given at once or later, on the server's loop; when
/// the client has gone by then, nothing happens. An exchange that is dropped unanswered is answered with 500.
public final class HTTPExchange: @unchecked Sendable {
    // Why @unchecked: the mutable part is touched on the server's loop only, which each method checks.

    public let request: HTTPRequest
    private let connection: Connection
    private let serial: UInt32
    private var isAnswered = false

    init(request: HTTPRequest, connection: Connection, serial: UInt32) {
        self.request = request
        self.connection = connection
        self.serial = serial
    }

    deinit {
        guard !isAnswered else { return }
        let (connection, serial) = (connection, serial)
        connection.server.loop.execute {
            guard connection.serial == serial, connection.phase == .answering else { return }
            connection.refuse(Refusal(status: 500, code: "http.unanswered", detail: "The request was not answered."))
        }
    }

    /// The loop on which to answer.
    public var loop: EventLoop { connection.server.loop }

    /// Whether an answer would still reach anyone. On the loop.
    public var isOpen: Bool {
        loop.preconditionInLoop()
        return !isAnswered && connection.serial == serial && connection.phase == .answering
    }

    /// Answers. `Content-Length`, `Date` and `Connection` are added; for HEAD, and where the status allows none, the
    /// body is left out. Only the first answer counts. On the loop.
    public func respond(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        guard take() else { return }
        connection.respond(status: status, headers: headers, body: body)
    }

    /// Answers. On the loop.
    public func respond(_ response: HTTPResponse) {
        respond(status: response.status, headers: response.headers, body: response.body)
    }

    /// Answers 200 with a body that goes on as long as both sides like, usually of server-sent events. On the loop.
    ///
    /// - Returns: a stream that is closed already when the client has gone.
    public func startStream(
        contentType: String = "text/event-stream", headers: [(String, String)] = []
    ) -> EventStream {
        guard take() else {
            let stream = EventStream(connection: connection)
            stream.ended()
            return stream
        }
        return connection.startStream(contentType: contentType, headers: headers)
    }

    private func take() -> Bool {
        let isOpen = isOpen
        isAnswered = true
        return isOpen
    }
}
