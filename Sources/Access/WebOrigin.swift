/// A scheme, a host and a port: what browsers call an origin (RFC 6454).
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    public let host: HostName

    /// An origin as browsers send it; a slash or a path behind it is not looked at.
    public init?(_ text: some StringProtocol) {
        let scheme = text.lowercased().hasPrefix("https://") ? "https" : "http"
        guard text.lowercased().hasPrefix(scheme + "://") else { return nil }
        let rest = text.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let host = HostName(rest) else { return nil }
        self.scheme = scheme
        self.host = host
    }

    /// The port, also where it is the scheme's own.
    public var port: UInt16 { host.port ?? (scheme == "https" ? 443 : 80) }

    public static func == (one: WebOrigin, other: WebOrigin) -> Bool {
        one.scheme == other.scheme && one.host.name == other.host.name && one.port == other.port
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(scheme)
        hasher.combine(host.name)
        hasher.combine(port)
    }

    /// `http://[::1]:3001`, without a path.
    public var description: String {
        let name = IPAddress(host.name)?.hostText ?? host.name
        return "\(scheme)://\(name)" + (host.port.map { ":\($0)" } ?? "")
    }
}
