import JSONText
import OrderEvents
import State
import WebServer

/// The answer to one request: whatever it is, it carries the correlation id.
struct HTTPReply: Sendable {
    let exchange: HTTPExchange
    let correlationID: String
    /// What a page of another origin is told.
    var crossOrigin: [(String, String)] = []
    /// Who asks, as idempotency keys know it.
    var caller = ""

    func json(_ status: Int, _ body: [UInt8], headers: [(String, String)] = []) {
        let type = body.isEmpty ? [] : [("Content-Type", "application/json")]
        exchange.respond(status: status, headers: type + common + headers, body: body)
    }

    func text(_ status: Int, _ type: String, _ text: String) {
        exchange.respond(status: status, headers: [("Content-Type", type)] + common, body: Array(text.utf8))
    }

    func problem(_ problem: Problem) {
        exchange.respond(
            status: problem.status,
            headers: [("Content-Type", "application/problem+json")] + common
                + problem.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            body: problem.json(title: HTTPStatus.reason(problem.status).description, correlationID: correlationID))
    }

    func notAllowed(_ methods: [String]) {
        let list = methods.joined(separator: ", ")
        problem(
            Problem(
                405, "method.not-allowed", "\(exchange.request.method) is not possible here, only \(list)",
                headers: ["Allow": list]))
    }

    /// Goes on for these methods, and refuses others.
    func only(_ methods: [String], _ body: () -> Void) {
        if methods.contains(exchange.request.method) { body() } else { notAllowed(methods) }
    }

    func startStream(contentType: String) -> EventStream {
        exchange.startStream(contentType: contentType, headers: [correlation] + crossOrigin)  // never stored anyway
    }

    private var correlation: (String, String) { ("X-Correlation-Id", correlationID) }
    private var common: [(String, String)] { [correlation, ("Cache-Control", "no-store")] + crossOrigin }
}

extension StoredOrder {
    /// The version as an entity tag (RFC 9110, section 8.8.3).
    var etag: String { "\"\(version)\"" }

    /// Says that an answer is the one already given to this idempotency key.
    var replayHeader: [(String, String)] { isReplay ? [("Idempotency-Replayed", "true")] : [] }
}

extension OrderPage {
    var json: [UInt8] {
        JSONWriter.object {
            $0.array("orders") { json in
                for stored in orders { json.object { stored.order.write(to: &$0, version: stored.version) } }
            }
            if let next { $0.field("next", next) } else { $0.null("next") }
            $0.field("total", total)
        }
    }
}
