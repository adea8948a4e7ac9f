import Access
import EventLoop
import Fanout
import Foundation
import JSONText
import State
import WebServer

/// Who may do what over HTTP, and the two routes that are about that.
extension Shard {
    /// Looks at where a request comes from and at who sends it, and answers it where that is the end of it.
    ///
    /// - Parameter permission: what it takes; nil where everybody may.
    /// - Returns: who sends it, nil where nobody needs to be known; nothing at all where it was answered.
    func admit(
        _ request: HTTPRequest, _ route: Route, _ permission: Permission?, _ reply: HTTPReply
    ) -> Identity?? {
        if route.checksHost, let refusal = shared.gatekeeper.refusal(of: request) {
            reply.problem(refusal)
            return nil
        }
        if request.method == "OPTIONS", route.isCrossOrigin,
            let headers = shared.gatekeeper.preflightHeaders(request)
        {
            reply.json(204, [], headers: headers)
            return nil
        }
        guard let permission else { return .some(nil) }
        do throws(Gatekeeper.Refusal) {
            guard let identity = try shared.gatekeeper.identity(of: request) else {
                reply.problem(.authRequired)
                return nil
            }
            guard identity.role.may(permission) else {
                reply.problem(.forbidden(permission, to: identity.role))
                return nil
            }
            if let refusal = refusal(of: route, permission, identity) {
                reply.problem(refusal)
                return nil
            }
            return .some(identity)
        } catch {
            reply.problem(error.problem)
            return nil
        }
    }

    /// Orders are what their channel shows: whoever may not read the one may not read the other.
    private func refusal(of route: Route, _ permission: Permission, _ identity: Identity) -> Problem? {
        switch route {
        case .orders, .order: break
        default: return nil
        }
        guard permission == .read, let channel = options.channels.first(where: { $0.snapshot == .orders }) else {
            return nil
        }
        do throws(Problem) {
            _ = try channel.permitted(RecordFilter(), to: identity)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Sessions

    /// `POST /api/session` exchanges a token for a cookie, `DELETE` forgets it.
    func onSession(_ request: HTTPRequest, _ reply: HTTPReply) {
        switch request.method {
        case "POST": startSession(request, reply)
        case "DELETE": reply.json(204, [], headers: [("Set-Cookie", cookie("", lasting: 0, request))])
        default: reply.notAllowed(["POST", "DELETE"])
        }
    }

    private struct TokenBody: Decodable { var token: String }

    private func startSession(_ request: HTTPRequest, _ reply: HTTPReply) {
        guard !shared.gatekeeper.isOpen else {
            // Nothing to exchange: a link of another time leads here, and everybody may come in.
            return reply.json(200, JSONWriter.object { $0.field("role", Role.instructor.rawValue) })
        }
        let body = try? JSONDecoder().decode(TokenBody.self, from: Data(request.body))
        guard let token = body?.token ?? Credentials.bearer(request) else {
            return reply.problem(Problem(400, "json.malformed", #"the body must be {"token": "…"}"#))
        }
        do throws(Gatekeeper.Refusal) {
            let (text, session) = try shared.gatekeeper.startSession(with: token)
            let lifetime = session.expires - Gatekeeper.now
            reply.json(
                200,
                JSONWriter.object {
                    $0.field("role", session.role.rawValue)
                    $0.field("expires", session.expires)
                }, headers: [("Set-Cookie", cookie(text, lasting: lifetime, request))])
        } catch {
            reply.problem(error.problem)
        }
    }

    private func cookie(_ value: String, lasting seconds: Int64, _ request: HTTPRequest) -> String {
        let isForwarded = shared.gatekeeper.options.proxies.contains(request.remoteAddress)
        let isSecure =
            shared.gatekeeper.options.certificate != nil
            || isForwarded && request.headers["x-forwarded-proto"]?.lowercased() == "https"
        return "\(Credentials.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }

    // MARK: Sending somebody away

    /// `{"session": "…"}` or `{"name": "…"}`: at every gateway.
    func disconnect(_ input: CommandInput) async throws(Problem) -> Act {
        guard let target = try? JSONDecoder().decode(DisconnectTarget.self, from: Data(input.object ?? [])),
            target.isValid
        else { throw Problem(400, "json.malformed", #"the body must be {"session": "…"} or {"name": "…"}"#) }
        let count = await sendAway(target)
        let answer = JSONWriter.object { $0.field("disconnected", count) }
        guard count > 0 else { return Act(answer, []) }
        // Not who: everybody reads this.
        return Act(
            answer,
            LabEntry(
                by: .instructor, action: "disconnect", target: "somebody",
                detail: count == 1 ? "" : "from \(count) pages"))
    }

    /// Closes whoever is meant, on this shard.
    /// - Returns: how many.
    func disconnect(_ target: DisconnectTarget) -> Int {
        let meant = sessions.values.filter { target.means($0) }
        for session in meant { session.connection.close(.sentAway) }
        return meant.count
    }
}
