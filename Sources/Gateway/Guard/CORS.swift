import WebServer

/// What a browser is told that asks for a page of another origin (WHATWG Fetch, section 3.2).
///
/// Cookies are never part of it: pages elsewhere send a token of their own.
extension Gatekeeper {
    /// Headers of every answer to such a page.
    func crossOriginHeaders(_ request: HTTPRequest) -> [(String, String)] {
        guard let origin = request.headers["origin"], originVerdict(request) == .allowed else { return [] }
        return [
            ("Access-Control-Allow-Origin", origin), ("Vary", "Origin"),
            (
                "Access-Control-Expose-Headers",
                "ETag, Location, Retry-After, X-Correlation-Id, Idempotency-Replayed, Server-Timing"
            ),
        ]
    }

    /// The answer to a preflight; nil where the page may not.
    func preflightHeaders(_ request: HTTPRequest) -> [(String, String)]? {
        guard originVerdict(request) == .allowed else { return nil }
        return [
            ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
            (
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID, "
                    + "X-Correlation-Id, traceparent, tracestate"
            ), ("Access-Control-Max-Age", "600"),
        ]
    }
}
