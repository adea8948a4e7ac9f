/// What answers the requests of a ``WebServer``. Everything is called on the server's loop.
public protocol WebServerHandler: AnyObject, Sendable {
    /// A complete request, its body included. Answer now or later; see ``HTTPExchange``.
    func handle(_ exchange: HTTPExchange)

    /// Whether this request may become a WebSocket. Called only for handshakes that are well formed.
    func accepts(upgrade request: HTTPRequest) -> UpgradeDecision

    /// A WebSocket that was accepted is open: set its callbacks, write to it.
    func opened(_ connection: WebSocketConnection)
}

extension WebServerHandler {
    public func accepts(upgrade request: HTTPRequest) -> UpgradeDecision { .refuse(status: 404, "No WebSocket here.") }
    public func opened(_ connection: WebSocketConnection) {}
}

/// What a handler says to a WebSocket handshake.
public enum UpgradeDecision: Sendable {
    /// Become a WebSocket. The subprotocol is the first of the client's that ``WebServerConfiguration/subprotocols``
    /// names: see ``WebSocketConnection/subprotocol``.
    case accept
    /// Stay HTTP: answered as a problem with this status and sentence, and the connection closed.
    case refuse(status: Int, String)
}
