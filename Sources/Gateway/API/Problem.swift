import JSONText
import OrderEvents
import WebServer

/// Why something was refused, as both HTTP (`application/problem+json`, RFC 9457) and the WebSocket's `error` tell it.
struct Problem: Error, Hashable {
    /// Of the HTTP answer.
    var status: Int
    /// Stable, for programs; `docs/openapi.yaml` lists them.
    var code: String
    /// One sentence for people, that says what to do where there is something to do.
    var message: String
    /// What is wrong, field by field.
    var details: [FieldProblem] = []
    /// Headers that go with the HTTP answer.
    var headers: [String: String] = [:]
    /// When trying again makes sense, where that is known.
    var retryAfterMilliseconds: Int?

    init(
        _ status: Int, _ code: String, _ message: String, details: [FieldProblem] = [], headers: [String: String] = [:],
        retryAfter milliseconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers
        retryAfterMilliseconds = milliseconds
    }

    init(_ invalid: InvalidOrder) {
        switch invalid {
        case .malformed: self.init(400, "json.malformed", "the body must be one JSON object")
        case .fields(let problems):
            let sentence = problems.map { "\($0.field) \($0.message)" }.joined(separator: "; ")
            self.init(400, "order.invalid", sentence, details: problems)
        }
    }

    static let badIdempotencyKey = Problem(
        400, "idempotency.invalid", "an idempotency key is 1 to 128 visible ASCII characters")

    /// Nothing is known of any channel yet.
    static var starting: Problem {
        Problem(
            503, "gateway.starting", "the broker is not reached yet", headers: ["Retry-After": "1"], retryAfter: 1000)
    }

    static func unknown(channel: String, among known: [String]) -> Problem {
        let list = known.joined(separator: ", ")
        return Problem(404, "channel.unknown", "there is no channel \(channel.prefix(100)); there are \(list)")
    }

    func writeDetails(to json: inout JSONWriter) {
        guard !details.isEmpty else { return }
        json.array("details") { json in
            for detail in details {
                json.object {
                    $0.field("field", detail.field)
                    $0.field("message", detail.message)
                }
            }
        }
    }

    /// The body of the HTTP answer.
    func json(title: String, correlationID: String?) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "about:blank")
            $0.field("title", title)
            $0.field("status", status)
            $0.field("code", code)
            $0.field("detail", message)
            writeDetails(to: &$0)
            $0.field("correlationId", ifPresent: correlationID)
        }
    }
}
