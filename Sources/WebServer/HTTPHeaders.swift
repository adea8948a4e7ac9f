/// The headers of a request. Names compare without regard to case; a header that came more than once is one value,
/// joined with commas.
///
/// libwebsockets keeps the headers that it knows and finds others only by name, so this holds: `Host`, `Origin`,
/// `Authorization`, `Cookie`, `Content-Type`, `Content-Length`, `Accept…`, `If-Match`, `If-None-Match`,
/// `If-Modified-Since`, `Range`, `User-Agent`, `Referer`, `X-Forwarded-For`, `X-Real-IP`, `Idempotency-Key`,
/// `X-Correlation-Id`, `Last-Event-ID`, `traceparent`, `tracestate`, `X-Forwarded-Proto`, `X-Forwarded-Host`,
/// `Sec-Fetch-Site`, `Sec-WebSocket-…`, and what ``WebServerConfiguration/customHeaders`` names.
public struct HTTPHeaders: Sendable {
    /// Names in lower case, and values.
    var fields: [(name: String, value: String)] = []

    public init() {}

    /// The value of the header called `name`, nil when it did not come.
    public subscript(_ name: String) -> String? {
        for field in fields where Self.equal(field.name, name) { return field.value }
        return nil
    }

    /// All of them, names in lower case.
    public var all: [(name: String, value: String)] { fields }

    private static func equal(_ lower: String, _ name: String) -> Bool {
        lower.utf8.count == name.utf8.count
            && zip(lower.utf8, name.utf8).allSatisfy { $0 == $1 || ($1 >= 65 && $1 <= 90 && $0 == $1 | 0x20) }
    }

    /// Whether the list in `name`'s value contains `token`, without regard to case.
    func list(_ name: String, contains token: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.split(separator: ",").contains { part in
            let trimmed = part.drop { $0 == " " || $0 == "\t" }
            return Self.equal(token, String(trimmed.prefix { $0 != " " && $0 != "\t" }))
        }
    }
}
