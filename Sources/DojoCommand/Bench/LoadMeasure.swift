import Bench

/// What came of one load in one window of time: at the clients, and on the server's core.
struct LoadMeasure: Sendable {
    var seconds = 0.0
    var offered = 0.0
    var deliveries = 0
    /// That the clients read.
    var bytes = 0
    var latencies = LatencyHistogram()
    var serverSeconds = 0.0
    var missing = 0
    var doubled = 0
    var gaps = 0
    var lost = 0
    /// What a server refused, the last time.
    var error: String?

    var deliveriesPerSecond: Double { Double(deliveries) / max(seconds, 0.001) }
    var serverCores: Double { serverSeconds / max(seconds, 0.001) }
    var isClean: Bool { missing == 0 && doubled == 0 && gaps == 0 && lost == 0 }

    /// Whether clients got what was offered, or nearly so.
    var keepsUp: Bool { isClean && deliveriesPerSecond >= offered * 0.95 }

    func percentile(_ quantile: Double) -> Double { Double(latencies.percentile(quantile) ?? 0) / 1000 }

    /// As a row's figures.
    var figures: [String: Double] {
        [
            "deliveriesPerSecond": deliveriesPerSecond, "offeredPerSecond": offered, "p50Ms": percentile(0.5),
            "p99Ms": percentile(0.99), "serverCores": serverCores,
            "deliveriesPerServerCpuSecond": Double(deliveries) / max(serverSeconds, 0.01), "missing": Double(missing),
            "doubled": Double(doubled), "gaps": Double(gaps),
        ]
    }
}
