/// Which pages may make a browser send requests that change something, or open a WebSocket.
public struct OriginRules: Sendable {
    private let allowed: Set<WebOrigin>
    private let allowsEvery: Bool

    /// - Parameter origins: pages besides those served here; `*`: every page, also of no origin (`null`).
    /// - Returns: nil when one of them is no origin.
    public init?(_ origins: [String] = [], publicURL: WebOrigin? = nil) {
        allowsEvery = origins.contains("*")
        var allowed = Set([publicURL].compactMap { $0 })
        for origin in origins where origin != "*" {
            guard let origin = WebOrigin(origin) else { return nil }
            allowed.insert(origin)
        }
        self.allowed = allowed
    }

    /// What the `Origin` of a request means here.
    public enum Verdict: Sendable, Equatable {
        /// No browser sent it across from another page.
        case same
        /// Another page, which is allowed; the answer says so to the browser (CORS).
        case allowed
        case refused
    }

    /// - Parameters:
    ///   - origin: the `Origin` header; nil, where it did not come, is a program and no browser.
    ///   - host: the `Host` header. The scheme is not compared: a proxy may have ended TLS.
    public func verdict(origin: String?, host: String?) -> Verdict {
        guard let origin else { return .same }
        guard let page = WebOrigin(origin) else { return allowsEvery ? .allowed : .refused }
        if let host = host.flatMap({ HostName($0) }), host.name == page.host.name,
            host.port ?? (page.scheme == "https" ? 443 : 80) == page.port
        {
            return .same
        }
        return allowsEvery || allowed.contains(page) ? .allowed : .refused
    }
}
