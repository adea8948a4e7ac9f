import JSONText
import Telemetry
import WebServer

/// Answers `/health`, `/ready` and `/metrics` of one service, and passes on what it is asked without Kafka.
final class HealthPage: WebServerHandler {
    private let metrics: MetricsRegistry
    /// How the service is doing; asked on the loop.
    private let report: @Sendable () -> HealthReport?
    /// Nil: this service is asked nothing.
    private let desk: SyncDesk?

    init(metrics: MetricsRegistry, desk: SyncDesk? = nil, report: @escaping @Sendable () -> HealthReport?) {
        self.metrics = metrics
        self.desk = desk
        self.report = report
    }

    func handle(_ exchange: HTTPExchange) {
        if let desk, desk.takes(exchange.request) { return desk.handle(exchange) }
        guard ["GET", "HEAD"].contains(exchange.request.method) else {
            return exchange.respond(status: 405, headers: [("Allow", "GET, HEAD")])
        }
        switch exchange.request.path {
        case "/health": answer(exchange, status: 200)
        case "/ready": answer(exchange, status: report()?.isReady == true ? 200 : 503)
        case "/metrics":
            exchange.respond(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
                body: Array(metrics.prometheus().utf8))
        default: exchange.respond(status: 404)
        }
    }

    private func answer(_ exchange: HTTPExchange, status: Int) {
        exchange.respond(
            status: status, headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            body: report()?.json ?? [])
    }
}
