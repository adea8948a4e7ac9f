import Fanout
import Telemetry

/// What this gateway counts; see `docs/operations.md` for their meaning.
struct GatewayMetrics: Sendable {
    private let connections: Gauge
    private let subscriptions: Gauge
    private let frames: Counter
    private let bytes: Counter
    private let deliveries: Counter
    private let gaps: [Gap.Reason: Counter]

    init(_ registry: MetricsRegistry = .shared, shard: Int) {
        let labels = ["shard": "\(shard)"]
        connections = registry.gauge("gateway_connections", help: "WebSocket connections open.", labels: labels)
        subscriptions = registry.gauge("gateway_subscriptions", help: "Channels followed.", labels: labels)
        frames = registry.counter("gateway_frames_total", help: "WebSocket messages written.", labels: labels)
        bytes = registry.counter("gateway_sent_bytes_total", help: "Bytes of those messages.", labels: labels)
        deliveries = registry.counter("gateway_deliveries_total", help: "Records written to clients.", labels: labels)
        var gaps: [Gap.Reason: Counter] = [:]
        for reason in [Gap.Reason.overrun, .retention, .reset, .limit] {
            gaps[reason] = registry.counter(
                "gateway_gaps_total", help: "Times that clients were told of records they missed.",
                labels: labels.merging(["reason": reason.rawValue]) { $1 })
        }
        self.gaps = gaps
    }

    func sent(bytes count: Int) {
        frames.increment()
        bytes.increment(by: count)
    }

    func delivered(_ records: Int) { deliveries.increment(by: records) }

    func gap(_ reason: Gap.Reason) { gaps[reason]?.increment() }

    func open(connections count: Int, subscriptions following: Int) {
        connections.set(count)
        subscriptions.set(following)
    }
}
