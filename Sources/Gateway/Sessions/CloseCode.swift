import WebServer

/// Why this gateway closes a WebSocket. The codes are API: `docs/protocol.md` lists them all. 4000–4099: do not
/// reconnect; 4100–4199: reconnect after backing off; 4200–4299: reconnect at once.
enum CloseCode {
    /// It asks and asks, and reads no answer.
    case tooSlow
    /// The gateway stops.
    case goingAway

    var number: UInt16 {
        switch self {
        case .tooSlow: 4108
        case .goingAway: 4200
        }
    }

    var reason: String {
        switch self {
        case .tooSlow: "too slow"
        case .goingAway: "going away"
        }
    }
}

extension WebSocketConnection {
    func close(_ code: CloseCode) { close(code: code.number, reason: code.reason) }
}
