import Access

/// Who may come in, and how.
public struct AccessOptions: Sendable {
    /// The address that people are told, such as `https://dojo.example`.
    public var publicURL: WebOrigin?
    /// More names that a `Host` header may carry.
    public var allowedHosts: [String] = []
    /// Pages of other origins that may use this gateway.
    public var origins = OriginRules([])!
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count.
    public var proxies = TrustedProxies()

    /// Keys that tokens of others are checked with: secrets, JWKs.
    public var keys: [SigningKey] = []
    /// Sets of keys that may change.
    public var keySources: [JWKSSource] = []
    /// How often those are read again.
    public var keyRefresh: Duration = .seconds(300)
    /// What `iss` and `aud` of a token must say.
    public var issuer: String?
    public var audience: String?

    /// Signs ready links and cookies; nil: one that all gateways share through Redis.
    public var secret: String?
    /// How long a ready link and a session last.
    public var sessionLifetime: Duration = .seconds(7 * 86_400)
    /// How long a connection may take to say who it is, and to say so anew when its token has expired.
    public var authDeadline: Duration = .seconds(10)
    public var renewalDeadline: Duration = .seconds(30)

    /// Connections in all, and from one address.
    public var connectionLimit = 100_000
    public var addressLimit = 2_000

    /// PEM files; both or none.
    public var certificate: String?
    public var privateKey: String?

    public init() {}

    /// Whether tokens of others are taken.
    var takesTokens: Bool { !keys.isEmpty || !keySources.isEmpty }

    /// Whether somebody has to say who they are: always, unless only this machine can come.
    func isRequired(host: String) -> Bool {
        let isLocal = host == "localhost" || IPAddress(host.filter { $0 != "[" && $0 != "]" })?.isLoopback == true
        return takesTokens || !isLocal || publicURL?.host.isLoopback == false
    }
}
