/// A request as it was read. A value: it outlives its connection.
public struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`.
    public let method: String
    /// The path without the query, decoded and normalised: it begins with `/` and has no `.` or `..` segment. (By
    /// libwebsockets, which also reads `+` as a space and several slashes as one.)
    public let path: String
    /// The query's parameters, decoded; of one that came twice the last.
    public let query: [String: String]
    public let headers: HTTPHeaders
    /// The whole body; empty when there was none.
    public internal(set) var body: [UInt8] = []
    /// The peer's address as text, without the port. Behind a proxy that is the proxy.
    public let remoteAddress: String

    /// Whether the client lets the connection be used again.
    let keepsAlive: Bool
    let isVersion10: Bool

    var isHead: Bool { method == "HEAD" }
}
