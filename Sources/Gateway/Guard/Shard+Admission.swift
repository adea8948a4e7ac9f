import Access
import EventLoop
import WebServer

/// Who may do what over a WebSocket: the way in, a token that ends, and what each message takes.
extension Shard {
    /// Whether a handshake may go on. A bad token is no reason against it: a browser sees nothing of a refused upgrade,
    /// so whoever shows one is let in and told by a close code.
    func decide(_ request: HTTPRequest) -> UpgradeDecision {
        guard request.path == "/ws" else { return .refuse(status: 404, "WebSockets are served at /ws.") }
        if let refusal = shared.gatekeeper.refusal(of: request) {
            return .refuse(status: refusal.status, refusal.message)
        }
        guard shared.gatekeeper.originVerdict(request) != .refused else {
            return .refuse(status: 403, Problem.originRefused.message)
        }
        return .accept
    }

    /// A connection is open: it is welcomed, or has some seconds to say who it is.
    func greet(_ session: Session, _ request: HTTPRequest?) {
        do throws(Gatekeeper.Refusal) {
            guard let request, let identity = try shared.gatekeeper.identity(of: request) else {
                session.dueTime = Gatekeeper.now + shared.gatekeeper.options.authDeadline.components.seconds
                session.send(ServerMessage.error(id: nil, .authRequired))
                return watchTokens()
            }
            welcome(session, identity)
        } catch {
            session.connection.close(CloseCode(error))
        }
    }

    private func welcome(_ session: Session, _ identity: Identity) {
        session.identity = identity
        session.dueTime = identity.expires
        if identity.expires != nil { watchTokens() }
        session.send(
            ServerMessage.welcome(
                instance: options.instanceID, session: session.id, role: identity.role,
                limits: limitsTold))
    }

    /// The `auth` message: the way in of who has shown nothing yet, and new time for who has.
    func authenticate(_ session: Session, id: String?, token: String) {
        let known = session.identity
        do throws(Gatekeeper.Refusal) {
            let gatekeeper = shared.gatekeeper
            let identity = try gatekeeper.isOpen ? known ?? .local("") : gatekeeper.identity(bearer: token)
            if known == nil {
                welcome(session, identity)
            } else if let known, known.token?.subject != identity.token?.subject {
                throw .bad("the token is about somebody else: connect anew")
            } else {
                session.identity = identity
                session.dueTime = identity.expires
                session.isOverdue = false
                if let known { withdraw(from: session, before: known) }
            }
            session.send(ServerMessage.authenticated(id: id, role: identity.role, expires: identity.expires))
        } catch {
            session.send(ServerMessage.error(id: id, error.problem))
            if known == nil { session.connection.close(CloseCode(error)) }
        }
    }

    /// Whether a message may be acted upon; otherwise it was answered.
    func permits(_ message: ClientMessage, of session: Session) -> Bool {
        guard let permission = permission(for: message) else { return true }
        guard let identity = session.identity else {
            session.send(ServerMessage.error(id: message.id, .authRequired))
            return false
        }
        guard identity.role.may(permission) else {
            session.send(ServerMessage.error(id: message.id, .forbidden(permission, to: identity.role)))
            return false
        }
        return true
    }

    /// What a message takes; nil where everybody may.
    private func permission(for message: ClientMessage) -> Permission? {
        switch message {
        case .ping, .auth: nil
        case .hello: .appear
        case .subscribe, .unsubscribe, .history: .read
        case .command(let command): commands[command.name]?.permission ?? .read
        case .publish: .publish
        }
    }

    // MARK: Tokens that end

    /// Looks once a second for whom time has run out: one timer for all, and none where nobody has a token.
    private func watchTokens() {
        guard tokenTimer == nil else { return }
        tokenTimer = loop.schedule(after: .seconds(1), repeating: .seconds(1)) { [weak self] in
            self?.assumeIsolated { $0.closeOverdue() }
        }
    }

    private func closeOverdue() {
        let now = Gatekeeper.now
        var isNeeded = false
        for session in sessions.values {
            guard let due = session.dueTime else { continue }
            isNeeded = true
            if due <= now { timeIsUp(session) }
        }
        for feed in feeds.values {
            guard let due = feed.dueTime else { continue }
            isNeeded = true
            if due <= now { feed.end() }
        }
        if !isNeeded { tokenTimer = nil }
    }

    private func timeIsUp(_ session: Session) {
        guard session.identity != nil else { return session.connection.close(.noAuth) }
        guard !session.isOverdue else { return session.connection.close(.tokenExpired) }
        let patience = shared.gatekeeper.options.renewalDeadline.components.seconds
        session.isOverdue = true
        session.dueTime = Gatekeeper.now + patience
        session.send(
            ServerMessage.error(
                id: nil,
                Problem(401, "auth.expired", "the token has expired: send auth with a new one within \(patience) s")))
    }

    /// A feed ends with its token: there is no way to show it a new one.
    func limit(_ feed: EventFeed, to identity: Identity?) {
        guard let expires = identity?.expires else { return }
        feed.dueTime = expires + shared.gatekeeper.options.renewalDeadline.components.seconds
        watchTokens()
    }
}

extension ClientMessage {
    /// As the client has given it.
    fileprivate var id: String? {
        switch self {
        case .hello(let id, _), .ping(let id), .auth(let id, _), .unsubscribe(let id, _): id
        case .subscribe(let request): request.id
        case .command(let command): command.id
        case .history(let request): request.id
        case .publish(let request): request.id
        }
    }
}

extension CloseCode {
    /// How a connection ends that has shown a token which is no good.
    fileprivate init(_ refusal: Gatekeeper.Refusal) {
        switch refusal {
        case .bad: self = .badToken
        case .expired: self = .staleToken
        case .notReady: self = .notReady
        }
    }
}
