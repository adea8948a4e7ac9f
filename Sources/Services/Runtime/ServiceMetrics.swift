import Kafka
import Telemetry

/// What a service counts, for its `/metrics` page and its presence.
struct ServiceMetrics: Sendable {
    /// A counter for each topic, made when first used.
    struct PerTopic: Sendable {
        let registry: MetricsRegistry
        let name: String
        let help: String

        func count(_ topic: String, by amount: Int = 1, _ more: [String: String] = [:]) {
            guard amount > 0 else { return }
            registry.counter(name, help: help, labels: more.merging(["topic": topic]) { $1 }).increment(by: amount)
        }

        /// Counts one for each element.
        func count(each topics: some Sequence<String>) {
            var counts: [String: Int] = [:]
            for topic in topics { counts[topic, default: 0] += 1 }
            for (topic, amount) in counts { count(topic, by: amount) }
        }
    }

    let registry: MetricsRegistry
    let consumed: PerTopic
    let passedOver: PerTopic
    let produced: PerTopic
    let failed: PerTopic
    let retried: PerTopic
    let deadLettered: PerTopic
    let lost: PerTopic
    let handling: Histogram

    init(registry: MetricsRegistry) {
        func perTopic(_ name: String, _ help: String) -> PerTopic {
            PerTopic(registry: registry, name: "dojo_records_\(name)_total", help: help)
        }
        self.registry = registry
        consumed = perTopic("consumed", "Records read.")
        passedOver = perTopic("passed_over", "Records read that were not acted on, and why.")
        produced = perTopic("produced", "Records written and acknowledged.")
        failed = perTopic("failed", "Records that could not be handled and were kept to be tried again.")
        retried = perTopic("retried", "Records written again because what they ask for failed.")
        deadLettered = perTopic("dead_lettered", "Records given up: unparsable ones, and those that failed too often.")
        lost = perTopic("lost", "Records that the broker had dropped before they were read.")
        handling = registry.histogram("dojo_batch_handling_seconds", help: "From a batch's first record to its last.")
    }

    /// Counts what a service concluded, each conclusion once however often its record is read.
    func outcome(_ outcome: String, by amount: Int = 1) {
        guard amount > 0 else { return }
        registry.counter("dojo_outcomes_total", help: "What was concluded.", labels: ["outcome": outcome])
            .increment(by: amount)
    }

    /// Counts a request of an order that goes without Kafka.
    func called(_ path: String, status: Int) {
        registry.counter(
            "dojo_sync_requests_total", help: "Calls taken without Kafka.",
            labels: ["path": path, "status": "\(status)"]
        ).increment()
    }

    /// Sets how many records of `partition` are still to be read.
    func setLag(_ records: Int64, of partition: TopicPartition) {
        registry.gauge(
            "dojo_consumer_lag_records", help: "Records of a partition that this instance has still to read.",
            labels: ["topic": partition.topic, "partition": "\(partition.partition)"]
        ).set(Double(records))
    }
}
