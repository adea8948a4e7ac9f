import Fanout
import Telemetry

/// What one shard counts; `docs/operations.md` says what each means. Used on the shard's loop only.
///
/// What is counted for every write stands in plain numbers here, and is added to what other threads see once a flush.
final class GatewayMetrics {
    private var newFrames = 0
    private var newBytes = 0
    private var newSaved = 0
    private var newDeliveries = 0
    private(set) var subscriptions = 0

    private let frames: Counter
    private let bytes: Counter
    private let saved: Counter
    private let deliveries: Counter
    private let connections: Gauge
    private let following: Gauge
    private let streams: Gauge
    private let blocked: Gauge
    private let gaps: [Gap.Reason: Counter]
    private let closes: [UInt16: Counter]
    private let otherCloses: Counter
    private let limited: Counter
    private let lag: Histogram
    private let flushRecords: Histogram
    private let stall: Histogram

    init(_ registry: MetricsRegistry = .shared, shard: Int) {
        let labels = ["shard": "\(shard)"]
        func counter(_ name: String, _ help: String, _ more: [String: String] = [:]) -> Counter {
            registry.counter(name, help: help, labels: labels.merging(more) { $1 })
        }
        frames = counter("gateway_frames_total", "WebSocket messages written.")
        bytes = counter("gateway_sent_bytes_total", "Bytes of those messages, as they were sent.")
        saved = counter("gateway_saved_bytes_total", "Bytes by which compression made them shorter.")
        deliveries = counter("gateway_deliveries_total", "Records written to clients.")
        connections = registry.gauge("gateway_connections", help: "WebSocket connections open.", labels: labels)
        following = registry.gauge("gateway_subscriptions", help: "Channels followed.", labels: labels)
        streams = registry.gauge("gateway_event_streams", help: "Event streams (SSE) open.", labels: labels)
        blocked = registry.gauge(
            "gateway_blocked_connections", help: "Clients whose sockets are full now.", labels: labels)
        gaps = Dictionary(
            uniqueKeysWithValues: [Gap.Reason.overrun, .retention, .reset, .limit].map {
                let help = "Times that clients were told of records they missed."
                return ($0, counter("gateway_gaps_total", help, ["reason": $0.rawValue]))
            })
        func closed(_ code: String) -> Counter {
            registry.counter(
                "gateway_closes_total", help: "WebSocket connections that ended, by close code.",
                labels: ["code": code])
        }
        closes = Dictionary(uniqueKeysWithValues: CloseCode.seen.map { ($0, closed("\($0)")) })
        otherCloses = closed("other")
        limited = counter("gateway_rate_limited_total", "Messages of clients refused because there were too many.")
        lag = registry.histogram(
            "gateway_fanout_lag_seconds",
            help: "From a record's timestamp to when all clients that could take it had been written to.",
            labels: labels)
        flushRecords = registry.histogram(
            "gateway_flush_records", help: "Records of a channel that came between two flushes.", labels: labels,
            buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000])
        stall = registry.histogram(
            "gateway_loop_stall_seconds", help: "How late the loop was for a timer that is due ten times a second.",
            labels: labels)
    }

    // MARK: For every write

    /// - Parameter length: before it was compressed.
    func sent(frames: Int = 1, bytes count: Int, of length: Int) {
        newFrames += frames
        newBytes += count
        newSaved += length - count
    }

    func delivered(_ records: Int) { newDeliveries += records }

    /// A channel was subscribed to or is followed no more.
    func subscribed(_ change: Int) { subscriptions += change }

    // MARK: Now and then

    /// Makes what was counted since the last time seen.
    ///
    /// - Returns: bytes of a message, on average.
    @discardableResult
    func settle() -> Int {
        guard newFrames > 0 || newDeliveries > 0 else { return 0 }
        defer { (newFrames, newBytes, newSaved, newDeliveries) = (0, 0, 0, 0) }
        frames.increment(by: newFrames)
        bytes.increment(by: newBytes)
        if newSaved > 0 { saved.increment(by: newSaved) }
        deliveries.increment(by: newDeliveries)
        return newBytes / max(1, newFrames)
    }

    func gap(_ reason: Gap.Reason) { gaps[reason]?.increment() }

    func closed(_ code: UInt16) { (closes[code] ?? otherCloses).increment() }

    func rateLimited() { limited.increment() }

    /// - Parameter milliseconds: since the time of the oldest of the records; nil where it has none.
    func flushed(records count: Int, after milliseconds: Int64?) {
        flushRecords.record(Double(count))
        if let milliseconds { lag.record(Double(max(0, milliseconds)) / 1000) }
    }

    func stalled(_ duration: Duration) { stall.record(max(.zero, duration)) }

    func stands(connections count: Int, streams feeds: Int, blocked full: Int) {
        connections.set(count)
        following.set(subscriptions)
        streams.set(feeds)
        blocked.set(full)
    }
}
