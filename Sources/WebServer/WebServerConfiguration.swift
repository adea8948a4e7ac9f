/// How a ``WebServer`` behaves. The values given here are what suits a gateway in front of browsers.
public struct WebServerConfiguration: Sendable {
    /// WebSocket subprotocols that may be negotiated, by preference of the client. A client that asks for none is let
    /// through to the handler; one that asks only for others is refused with 400.
    public var subprotocols: [String] = []

    /// Longest request body in bytes; more is answered with 413 and the connection closed.
    public var bodyLimit = 64 * 1024
    /// Longest incoming WebSocket message in bytes, over all its fragments; more closes the connection with 1009.
    public var messageLimit = 16 * 1024
    /// Whether clients that offer `permessage-deflate` (RFC 7692) get it; otherwise what they offer is passed over.
    public var compresses = false
    /// Longest frame in bytes that is ever written at once; above it libwebsockets sends in slices of its own.
    public var frameLimit = 16 * 1024 * 1024

    /// From the first byte of a request, or the connection's start, to the end of its headers.
    public var headerDeadline: Duration = .seconds(10)
    /// From the end of the headers to the end of the body.
    public var bodyDeadline: Duration = .seconds(10)
    /// How long a client may take to read an answer.
    public var answerDeadline: Duration = .seconds(300)
    /// How long what a client still sends after a last answer is read and dropped, so that it gets to see the answer.
    public var lingerDeadline: Duration = .seconds(5)
    /// How long a connection may wait for its next request.
    public var idleDeadline: Duration = .seconds(75)
    /// How often a WebSocket is pinged when nothing has come from it.
    public var pingInterval: Duration = .seconds(25)
    /// How long after a ping something must have come, or the WebSocket is dropped.
    public var pongDeadline: Duration = .seconds(10)
    /// How long ``WebServer/close()`` waits for answers and close handshakes that are under way.
    public var closeDeadline: Duration = .seconds(3)

    /// PEM files to serve TLS with, a certificate chain and its key; nil: plain HTTP.
    public var certificate: String?
    public var privateKey: String?

    /// Asked for each connection before it is taken, with the peer's address; false drops it. From the loop.
    public var admits: @Sendable (String) -> Bool = { _ in true }
    /// Told once of each connection that was admitted, when it is gone.
    public var left: @Sendable (String) -> Void = { _ in }

    /// Names of headers that libwebsockets does not know and that are to be read all the same, in lower case, in
    /// addition to the usual ones (see ``HTTPHeaders``).
    public var customHeaders: [String] = []

    /// The answer to what never reaches the handler: a body too long, a request that cannot be understood.
    public var problemResponse: @Sendable (HTTPProblem) -> HTTPResponse = { $0.response }

    /// Where lines go that libwebsockets logs as errors; process-wide, the last server started sets it.
    public var logError: @Sendable (String) -> Void = { _ in }

    public init() {}
}
