import EventLoop
import Kafka
import Telemetry

/// How far behind Kafka the gateway's reader is, a partition; looked at once a second.
struct ReaderLag {
    private var gauges: [TopicPartition: Gauge] = [:]
    private var next = Duration.zero

    /// On the consumer's loop.
    mutating func note(_ consumer: KafkaConsumer) {
        let now = EventLoop.now
        guard now >= next else { return }
        next = now + .seconds(1)
        for (place, records) in consumer.assumeIsolated({ $0.lag() }) {
            let gauge = gauges[place] ?? Self.make(place)
            gauges[place] = gauge
            gauge.set(Double(records))
        }
    }

    private static func make(_ place: TopicPartition) -> Gauge {
        MetricsRegistry.shared.gauge(
            "gateway_kafka_lag_records", help: "Records of a partition that the gateway has still to read.",
            labels: ["topic": place.topic, "partition": "\(place.partition)"])
    }
}
