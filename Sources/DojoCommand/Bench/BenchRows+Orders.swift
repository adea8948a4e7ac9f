import Bench
import EventLoop
import Kafka
import OrderEvents

/// The whole way of an order, from the caller to both topics.
extension BenchRows {
    /// Callers on connections that stay open, a gateway on all cores, Redis and broker beside it.
    func orders() async throws(CommandError) -> BenchRow {
        let connections = stage.settings.clients ?? 64
        say("orders over \(connections) connections")
        let topics = newTopics()
        let server = try await stage.startGateway(topics, shards: min(8, max(2, BenchReport.cores)))
        let window = stage.settings.window * 2
        let begun = ProcessUsage(of: server.pid)
        let measure = try await stage.placeOrders(on: server, connections: connections, for: window)
        let ended = ProcessUsage(of: server.pid)
        let arrived = await arrive(measure.deliveries, on: topics)
        await stage.stop(server.name)
        let accepted = Double(measure.deliveries)
        var row = BenchRow(
            what: "orders over HTTP, \(connections) connections",
            figures: [
                "acceptedPerSecond": measure.deliveriesPerSecond, "p50Ms": measure.percentile(0.5),
                "p99Ms": measure.percentile(0.99), "accepted": accepted, "refused": Double(measure.lost),
                "eventsArrived": Double(arrived.events), "arrivedAfterSeconds": arrived.seconds,
                "gatewayCores": ((ended?.cpu ?? 0) - (begun?.cpu ?? 0)) / max(0.001, measure.seconds),
            ], reach: "≥ 20,000/s, p99 ≤ 20 ms, every one arrives")
        let isWhole = arrived.events == measure.deliveries * 2 && measure.lost == 0
        row.isReached = measure.deliveriesPerSecond >= 20_000 && measure.percentile(0.99) <= 20 && isWhole
        if !isWhole { row.note = "events that should have arrived: \(measure.deliveries * 2)" }
        return row
    }

    /// Waits until both events of each order are on their topics; a minute at most.
    private func arrive(_ orders: Int, on topics: TopicNames) async -> (events: Int, seconds: Double) {
        let begun = EventLoop.now
        var events = 0
        while EventLoop.now - begun < .seconds(60) {
            events = await stage.records(of: [(topics.orders, 3), (topics.audit, 1)])
            if events >= orders * 2 { break }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return (events, (EventLoop.now - begun) / .seconds(1))
    }
}
