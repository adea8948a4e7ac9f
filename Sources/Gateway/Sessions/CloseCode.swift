import WebServer

/// Why this gateway closes a WebSocket. The codes are API: `docs/protocol.md` lists them all. 4000–4099: do not
/// reconnect; 4100–4199: reconnect after backing off; 4200–4299: reconnect at once.
enum CloseCode: CaseIterable {
    /// It has shown a token that is wrong.
    case badToken
    /// It has shown none in time.
    case noAuth
    /// It has shown one that had expired.
    case staleToken
    /// The instructor has sent it away.
    case sentAway
    /// Its token has expired, and no new one came.
    case tokenExpired
    /// The keys of tokens have not been read yet.
    case notReady
    /// There are too many from its address already.
    case tooMany
    /// It goes on sending more messages than it may.
    case tooMuch
    /// It accepts nothing of what waits for it, or asks and asks and reads no answer.
    case tooSlow
    /// The gateway stops.
    case goingAway

    var number: UInt16 {
        switch self {
        case .badToken: 4001
        case .noAuth: 4002
        case .staleToken: 4003
        case .sentAway: 4004
        case .tokenExpired: 4101
        case .notReady: 4102
        case .tooMany: 4103
        case .tooMuch: 4104
        case .tooSlow: 4108
        case .goingAway: 4200
        }
    }

    var reason: String {
        switch self {
        case .badToken: "bad token"
        case .noAuth: "no token came"
        case .staleToken, .tokenExpired: "token expired"
        case .sentAway: "sent away by the instructor"
        case .notReady: "not ready to read tokens"
        case .tooMany: "too many connections"
        case .tooMuch: "too many messages"
        case .tooSlow: "too slow"
        case .goingAway: "going away"
        }
    }
}

extension CloseCode {
    /// Codes that connections may end with and that say something (RFC 6455, section 7.4.1). Others are a client's own.
    static let seen: [UInt16] = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011] + allCases.map(\.number)
}

extension WebSocketConnection {
    func close(_ code: CloseCode) { close(code: code.number, reason: code.reason) }
}
