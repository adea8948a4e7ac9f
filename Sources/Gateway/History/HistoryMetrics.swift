import Telemetry

/// What the reader of history counts.
struct HistoryMetrics: Sendable {
    /// What became of a request for a range of records.
    enum Result: String, CaseIterable {
        case read
        /// Somebody else had asked for the same, and both got it.
        case shared
        /// Too many were waiting.
        case busy
        /// Kafka did not answer.
        case failed
    }

    private let requests: [Result: Counter]
    private let records: Counter

    init(_ registry: MetricsRegistry = .shared) {
        requests = Dictionary(
            uniqueKeysWithValues: Result.allCases.map {
                let help = "Ranges of records asked for by clients that came late or back."
                return (
                    $0,
                    registry.counter("gateway_history_requests_total", help: help, labels: ["result": $0.rawValue])
                )
            })
        records = registry.counter(
            "gateway_history_records_total", help: "Records read from Kafka for those clients.")
    }

    func count(_ result: Result) { requests[result]?.increment() }

    func found(_ count: Int) { records.increment(by: count) }
}
