import WebServer

/// Where in a request a token stands. Never in its query: addresses end up in logs.
enum Credentials {
    static let cookieName = "dojo-session"

    /// `Authorization: Bearer <token>` (RFC 6750, section 2.1), or `bearer.<token>` among the subprotocols that are asked
    /// for: browsers let a page set nothing else of an upgrade.
    static func bearer(_ request: HTTPRequest) -> String? {
        if let header = request.headers["authorization"] {
            let words = header.split(separator: " ", omittingEmptySubsequences: true)
            return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
        }
        guard let list = request.headers["sec-websocket-protocol"] else { return nil }
        let prefix = "bearer."
        return list.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" })
            .first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The token in this gateway's cookie.
    static func cookie(_ request: HTTPRequest) -> String? {
        guard let header = request.headers["cookie"] else { return nil }
        for pair in header.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let pair = pair.drop { $0 == " " }
            if pair.hasPrefix(cookieName + "=") { return String(pair.dropFirst(cookieName.count + 1)) }
        }
        return nil
    }
}
