import Fanout
import Telemetry

/// How much the rings hold, a channel. One shard tells it: the rings of all hold the same batches.
struct RingMetrics {
    private var gauges: [String: (records: Gauge, bytes: Gauge)] = [:]

    mutating func note(_ ring: ChannelRing, of channel: String) {
        let (records, bytes) = gauges[channel] ?? make(channel)
        gauges[channel] = (records, bytes)
        records.set(Int(ring.end - ring.start))
        bytes.set(ring.bytes)
    }

    private func make(_ channel: String) -> (records: Gauge, bytes: Gauge) {
        let registry = MetricsRegistry.shared
        let labels = ["channel": channel]
        return (
            registry.gauge("gateway_ring_records", help: "Records that are kept for late clients.", labels: labels),
            registry.gauge("gateway_ring_bytes", help: "Bytes of those records.", labels: labels)
        )
    }
}
