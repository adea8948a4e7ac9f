import Telemetry

/// How each channel is, for whoever looks after the gateway.
struct ChannelGauges {
    private let ready: [String: Gauge]
    private let partitions: [String: Gauge]

    init(_ channels: [Channel], registry: MetricsRegistry = .shared) {
        func gauges(_ name: String, _ help: String) -> [String: Gauge] {
            Dictionary(
                uniqueKeysWithValues: channels.map {
                    ($0.name, registry.gauge(name, help: help, labels: ["channel": $0.name]))
                })
        }
        ready = gauges("gateway_channel_ready", "1 while the channel's topic is there and being read.")
        partitions = gauges("gateway_channel_partitions", "Partitions of the channel's topic that are being read.")
    }

    func set(_ channel: String, _ watch: TopicWatch) {
        ready[channel]?.set(watch.isLive ? 1 : 0)
        if case .live(let count) = watch.stage {
            partitions[channel]?.set(Int(count))
        } else {
            partitions[channel]?.set(0)
        }
    }
}
