import Fanout
import Foundation
import OrderEvents
import State
import Telemetry
import WebServer

/// The HTTP API: one method a route, each a look at the request, a command, and an answer.
extension Shard {
    func answer(_ exchange: HTTPExchange) {
        let request = exchange.request
        let correlationID = request.headers["x-correlation-id"].flatMap { Identifier.isAcceptable($0) ? $0 : nil }
        var reply = HTTPReply(exchange: exchange, correlationID: correlationID ?? Identifier.random())
        let path = request.path
        let route = Route(path)
        if route.isCrossOrigin { reply.crossOrigin = shared.gatekeeper.crossOriginHeaders(request) }
        let endpoint = route == .command ? commands.endpoint(request.method, path) : .nothing
        let permission = endpoint.permission ?? route.permission(request.method)
        guard let identity = admit(request, route, permission, reply) else { return }
        reply.caller = identity?.caller ?? ""
        switch route {
        case .orders: onOrders(request, reply, identity)
        case .order(let id): onOrder(id, request, reply, identity)
        case .records(let topic): onRecords(of: topic, request, reply, identity)
        case .events: reply.only(["GET", "HEAD"]) { onEvents(request, reply, identity) }
        case .session: onSession(request, reply)
        case .joinCode: reply.only(["GET", "HEAD"]) { onJoinCode(reply) }
        case .health: reply.only(["GET", "HEAD"]) { reply.json(200, Array(#"{"status":"ok"}"#.utf8)) }
        case .ready:
            reply.only(["GET", "HEAD"]) {
                reply.json(shared.readiness.isReady ? 200 : 503, shared.readiness.json(instance: options.instanceID))
            }
        case .metrics:
            reply.only(["GET", "HEAD"]) {
                reply.text(200, "text/plain; version=0.0.4; charset=utf-8", MetricsRegistry.shared.prometheus())
            }
        case .webSocket:
            reply.problem(
                Problem(
                    426, "upgrade.required", "speak WebSocket here, subprotocol dojo.v1",
                    headers: ["Upgrade": "websocket"]))
        case .command:
            switch endpoint {
            case .command(let command, let parameters): answer(command, parameters, request, reply, identity)
            case .notAllowed(let methods): reply.notAllowed(methods)
            case .nothing: reply.problem(Problem(404, "route.unknown", "there is nothing at \(path)"))
            }
        case .page:
            reply.only(["GET", "HEAD"]) {
                if shared.page == nil, path == "/" {
                    reply.text(200, "text/plain; charset=utf-8", Signpost.text(instance: options.instanceID))
                } else if shared.page?.handle(exchange, headers: [("X-Correlation-Id", reply.correlationID)]) != true {
                    reply.problem(Problem(404, "route.unknown", "there is nothing at \(path)"))
                }
            }
        }
    }

    // MARK: Orders

    private func onOrders(_ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?) {
        switch request.method {
        case "GET", "HEAD":
            run(reply) { shard throws(Problem) in
                let limit = try Self.limit(request)
                let page = try await shard.desk().list(limit: limit, cursor: request.query["cursor"])
                reply.json(200, page.json)
            }
        case "POST":
            run(reply) { shard throws(Problem) in
                let draft = try Self.draft(request)
                let order = try await shard.desk().create(draft, Self.context(request, reply, identity))
                let headers = [
                    ("Location", "/api/orders/\(order.stored.order.id)"), ("ETag", order.stored.etag),
                ]
                reply.json(201, order.json, headers: headers + order.headers)
            }
        default: reply.notAllowed(["GET", "HEAD", "POST"])
        }
    }

    private func onOrder(
        _ id: String, _ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?
    ) {
        switch request.method {
        case "GET", "HEAD":
            run(reply) { shard throws(Problem) in
                let order = try await shard.desk().get(id)
                if request.headers["if-none-match"] == order.etag {
                    return reply.json(304, [], headers: [("ETag", order.etag)])
                }
                reply.json(200, order.json, headers: [("ETag", order.etag)])
            }
        case "PUT":
            run(reply) { shard throws(Problem) in
                let draft = try Self.draft(request)
                let version = try Self.expectedVersion(request)
                let order = try await shard.desk().update(
                    id, draft, expected: version, Self.context(request, reply, identity))
                reply.json(200, order.json, headers: [("ETag", order.stored.etag)] + order.headers)
            }
        case "DELETE":
            run(reply) { shard throws(Problem) in
                let version = try Self.expectedVersion(request)
                let order = try await shard.desk().delete(id, expected: version, Self.context(request, reply, identity))
                reply.json(204, [], headers: order.headers)
            }
        default: reply.notAllowed(["GET", "HEAD", "PUT", "DELETE"])
        }
    }

    private func desk() throws(Problem) -> OrderCommands {
        guard let orders else { throw .noOrders }
        return orders
    }

    /// Runs what needs the state, and answers with its problem where it has one.
    private func run(_ reply: HTTPReply, _ work: @escaping (isolated Shard) async throws(Problem) -> Void) {
        Task {
            do throws(Problem) {
                try await work(self)
            } catch {
                reply.problem(error)
            }
        }
    }

    private static func draft(_ request: HTTPRequest) throws(Problem) -> OrderDraft {
        do {
            return try OrderDraft(json: request.body)
        } catch {
            throw Problem(error)
        }
    }

    private static func limit(_ request: HTTPRequest) throws(Problem) -> Int {
        guard let text = request.query["limit"] else { return 50 }
        guard let limit = Int(text), (1...200).contains(limit) else {
            throw Problem(400, "limit.invalid", "limit must be a whole number from 1 to 200")
        }
        return limit
    }

    /// The version in `If-Match`; nil where there is none, or where any will do (`*`).
    private static func expectedVersion(_ request: HTTPRequest) throws(Problem) -> Int64? {
        guard let text = request.headers["if-match"], text != "*" else { return nil }
        guard text.hasPrefix("\""), text.hasSuffix("\""), let version = Int64(text.dropFirst().dropLast()) else {
            throw Problem(412, "order.version", "If-Match is not an ETag that this server gave out")
        }
        return version
    }

    private static func context(
        _ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?
    ) -> OrderCommands.Context {
        OrderCommands.Context(
            caller: reply.caller, idempotencyKey: request.headers["idempotency-key"],
            correlationID: reply.correlationID, traceparent: request.headers["traceparent"],
            person: Person(identity, name: nil), mayDirect: identity?.role.may(.direct) ?? false)
    }

    // MARK: Events

    private func onEvents(_ request: HTTPRequest, _ reply: HTTPReply, _ identity: Identity?) {
        do throws(Problem) {
            let places = try Self.places(request)
            var follows: [(ChannelFanout, StartingPoint, RecordFilter)] = []
            for name in channels(request) ?? readableChannels(identity) {
                let fanout = try readableChannel(name)
                let filter = try fanout.channel.permitted(RecordFilter(), to: identity)
                follows.append((fanout, places.each[name].map { .cursor($0) } ?? places.others, filter))
            }
            if follows.isEmpty {
                throw Problem(
                    503, "channel.unavailable", "none of the channels can be served now", headers: ["Retry-After": "2"])
            }
            openFeed(reply.startStream(contentType: "text/event-stream"), follows, identity)
        } catch {
            reply.problem(error)
        }
    }

    /// The channels asked for, each once; nil where none is named.
    private func channels(_ request: HTTPRequest) -> [String]? {
        guard let text = request.query["channels"], !text.isEmpty else { return nil }
        var names: [String] = []
        for name in text.split(separator: ",").map(String.init) where !names.contains(name) { names.append(name) }
        return names
    }

    /// All channels of which somebody may read something, but for those that cannot be served now.
    private func readableChannels(_ identity: Identity?) -> [String] {
        options.channels.filter { $0.visibleKeys(to: identity) != .none && unavailable[$0.name] == nil }.map(\.name)
            .sorted()
    }

    /// Where to begin: `Last-Event-ID` over what the query says. Both take the id of an event, which has a cursor for each
    /// channel; the query also takes one place for all.
    private static func places(
        _ request: HTTPRequest
    ) throws(Problem) -> (each: [String: Cursor], others: StartingPoint) {
        let last = request.headers["last-event-id"].flatMap { $0.isEmpty ? nil : $0 }
        if let text = last ?? request.query["from"], let cursor = FeedCursor(text) { return (cursor.cursors, .latest) }
        guard last == nil else {
            throw Problem(400, "cursor.invalid", "Last-Event-ID takes what this server gave out")
        }
        do throws(InvalidQuery) {
            switch try PlaceText(request.query) {
            case .point(let point): return ([:], point)
            case .offset: throw InvalidQuery(code: "query.invalid", message: "an offset is for one partition's records")
            case nil: return ([:], .latest)
            }
        } catch {
            throw Problem(400, error.code, error.message)
        }
    }
}
