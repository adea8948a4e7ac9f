import Access
import Foundation
import Synchronization
import Telemetry
import WebServer

/// Decides who comes in: looks at hosts, origins and tokens. One a process, asked by all shards.
final class Gatekeeper: Sendable {
    let options: AccessOptions
    /// Whether nobody is asked who they are.
    let isOpen: Bool
    /// With the header that was allowed last: nearly all are the same.
    private let hosts: Mutex<(rules: HostRules, read: ContinuousClock.Instant, last: String?)>
    /// Of ready links and sessions; nil until the secret is known.
    private let issuer = Mutex<TokenIssuer?>(nil)
    private let failures: [String: Counter]
    private let strangers: Counter

    init(options: AccessOptions, host: String, metrics: MetricsRegistry = .shared) {
        self.options = options
        isOpen = !options.isRequired(host: host)
        hosts = Mutex((Self.hostRules(options), .now, nil))
        failures = Dictionary(
            uniqueKeysWithValues: ["bad", "expired", "not_ready"].map { reason in
                let help = "Tokens that were refused."
                return (reason, metrics.counter("gateway_auth_failures_total", help: help, labels: ["reason": reason]))
            })
        strangers = metrics.counter("gateway_origin_refusals_total", help: "Requests of a Host or Origin not allowed.")
    }

    private static func hostRules(_ options: AccessOptions) -> HostRules {
        HostRules(machine: MachineNames.all, publicURL: options.publicURL, others: options.allowedHosts)
    }

    /// Time as tokens count it.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    // MARK: Where a request comes from

    /// The client's address, which behind a trusted proxy is the one that the proxy names.
    func address(of request: HTTPRequest) -> String {
        options.proxies.client(peer: request.remoteAddress, forwardedFor: request.headers["x-forwarded-for"])
    }

    /// Why a request must not be looked at any further: its page is not one of those allowed, or it takes this machine
    /// for another.
    func refusal(of request: HTTPRequest) -> Problem? {
        let host = request.headers["host"]
        guard allows(host: host) else {
            strangers.increment()
            return Problem(
                403, "host.refused", "Host '\((host ?? "").prefix(100))' is not allowed here; see --allow-host")
        }
        guard !Self.isUnsafe(request.method) || originVerdict(request) != .refused else {
            strangers.increment()
            return .originRefused
        }
        return nil
    }

    /// What changes something (RFC 9110, section 9.2.1: all methods but these).
    private static func isUnsafe(_ method: String) -> Bool { !["GET", "HEAD", "OPTIONS"].contains(method) }

    func originVerdict(_ request: HTTPRequest) -> OriginRules.Verdict {
        options.origins.verdict(origin: request.headers["origin"], host: request.headers["host"])
    }

    /// An address that this machine has got since it was looked at is found, at most once in five seconds.
    private func allows(host: String?) -> Bool {
        hosts.withLock { hosts in
            if let host, host == hosts.last { return true }
            if !hosts.rules.allows(host) {
                guard ContinuousClock.now - hosts.read > .seconds(5) else { return false }
                hosts = (Self.hostRules(options), .now, nil)
                guard hosts.rules.allows(host) else { return false }
            }
            hosts.last = host
            return true
        }
    }

    // MARK: Who somebody is

    /// Why a token was refused.
    enum Refusal: Error, Equatable {
        /// It is wrong.
        case bad(String)
        case expired
        /// It cannot be looked at yet: its keys have not been read.
        case notReady

        /// As metrics tell it.
        var reason: String {
            switch self {
            case .bad: "bad"
            case .expired: "expired"
            case .notReady: "not_ready"
            }
        }

        var problem: Problem {
            switch self {
            case .bad(let sentence):
                Problem(401, "auth.invalid", sentence, headers: ["WWW-Authenticate": #"Bearer error="invalid_token""#])
            case .expired:
                Problem(
                    401, "auth.expired", "the token has expired",
                    headers: ["WWW-Authenticate": #"Bearer error="invalid_token""#])
            case .notReady:
                Problem(
                    503, "auth.unavailable", "the keys of tokens have not been read yet: try again",
                    headers: ["Retry-After": "1"])
            }
        }
    }

    /// Who sends a request: by `Authorization: Bearer`, by the subprotocol of an upgrade, or by cookie.
    ///
    /// - Returns: nil for somebody who has nothing to show. A cookie that is no good is as none.
    func identity(of request: HTTPRequest) throws(Refusal) -> Identity? {
        guard !isOpen else { return .local(address(of: request)) }
        if let token = Credentials.bearer(request) { return try identity(bearer: token) }
        guard let cookie = Credentials.cookie(request) else { return nil }
        guard let issuer = issuer.withLock({ $0 }) else { throw .notReady }
        guard let token = try? issuer.verifier.verify(cookie, now: Self.now), token.claim("use") == "session",
            let session = token.claim("sid")
        else { return nil }
        return Identity(role: token.role, caller: session, session: session, token: token)
    }

    /// Whom a token is about: one of somebody else's, whose keys are known here, or one of a ready link or a session.
    func identity(bearer text: String) throws(Refusal) -> Identity {
        do throws(Refusal) {
            let token = try verify(text)
            let session = token.claim("use") == "session" ? token.claim("sid") : nil
            return Identity(role: token.role, caller: session ?? token.subject, session: session, token: token)
        } catch {
            failures[error.reason]?.increment()
            throw error
        }
    }

    private func verify(_ text: String) throws(Refusal) -> Token {
        let now = Self.now
        var refusal: TokenError?
        let own = issuer.withLock { $0 }
        if let own {
            do throws(TokenError) {
                return try own.verifier.verify(text, now: now)
            } catch {
                refusal = error
            }
        }
        let sets = options.keySources.map(\.keys)
        let keys = options.keys + sets.compactMap { $0 }.flatMap(\.keys)
        if refusal?.code != .expired, !keys.isEmpty {
            let verifier = TokenVerifier(keys: KeySet(keys), issuer: options.issuer, audience: options.audience)
            do throws(TokenError) {
                var token = try verifier.verify(text, now: now)
                // These two are this gateway's own words.
                token.claims["use"] = nil
                token.claims["sid"] = nil
                return token
            } catch {
                refusal = error
            }
        }
        switch refusal {
        case let refusal? where refusal.code == .expired: throw .expired
        case let refusal? where own != nil && !sets.contains { $0 == nil } || refusal.code == .malformed:
            throw .bad(refusal.message)
        default: throw .notReady
        }
    }

    // MARK: Sessions of this gateway's own

    /// The secret is known: ready links and sessions can be made and read.
    func begin(secret: [UInt8]) throws(TokenError) {
        let made = try TokenIssuer(secret: secret)
        issuer.withLock { $0 = made }
    }

    /// The token of a ready link; nil before ``begin(secret:)``.
    func linkToken(_ role: Role) -> String? {
        let token = Token(
            subject: "link-\(role.rawValue)", role: role, expires: Self.now + lifetime, claims: ["use": "link"])
        return issuer.withLock { try? $0?.sign(token) }
    }

    /// A session for whoever shows a good token: what the cookie holds, and when it ends.
    func startSession(with text: String) throws(Refusal) -> (cookie: String, token: Token) {
        let shown = try identity(bearer: text)
        guard let token = shown.token, let issuer = issuer.withLock({ $0 }) else { throw .notReady }
        let id = shown.session ?? Identifier.random()
        // A ready link is many people's; a token of somebody else's says who they are.
        let isLink = token.claim("use") == "link"
        var claims =
            isLink ? [:] : token.claims.filter { !["exp", "nbf", "iat", "iss", "aud", "jti"].contains($0.key) }
        claims["use"] = "session"
        claims["sid"] = id
        let session = Token(
            subject: isLink ? id : token.subject, role: token.role,
            expires: isLink ? Self.now + lifetime : min(token.expires, Self.now + lifetime), claims: claims)
        guard let cookie = try? issuer.sign(session), cookie.utf8.count < 3_500 else {
            throw .bad("the token says more than a cookie can hold")
        }
        return (cookie, session)
    }

    private var lifetime: Int64 { max(1, options.sessionLifetime.components.seconds) }
}

extension Problem {
    static let originRefused = Problem(
        403, "origin.refused", "pages of this origin may not use this gateway; see --allow-origin")
    static let authRequired = Problem(
        401, "auth.required", "say who you are: a ready link, or a token as Authorization: Bearer",
        headers: ["WWW-Authenticate": "Bearer"])

    static func forbidden(_ permission: Permission, to role: Role) -> Problem {
        Problem(
            403, "auth.forbidden",
            "\(permission.subject) takes the role \(permission.leastRole.rawValue), and this is \(role.rawValue)")
    }
}
