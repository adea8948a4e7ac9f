import Bench
import EventLoop

/// Everybody gets what is theirs.
extension BenchRows {
    /// Clients on one key each of a busy topic.
    func keys() async throws(CommandError) -> BenchRow {
        let clients = stage.settings.clients ?? 10_000
        let reach = 100_000.0
        say("\(clients) clients on a key each")
        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: 512, linger: .milliseconds(5), keys: clients)
        var options = SwarmOptions(port: server.port, clients: clients, channel: topics.audit)
        options.isKeyed = true
        _ = try await stage.startSwarm(options)
        let target = LoadTarget(deliveriesPerRecord: 1, p99: 40, start: 40_000)
        let best = await search(server, target) { rate in
            await producer.setRate(rate)
        } isBehind: {
            await producer.isBehind
        }
        await producer.close()
        await stage.stopSwarm()
        await stage.stop(server.name)
        var row = BenchRow(
            what: "keys, \(clients) clients on a key each, 512-byte values", figures: best.figures,
            reach: "≥ 100,000 deliveries/s, p99 ≤ 40 ms")
        row.isReached = best.deliveriesPerSecond >= reach
        if row.isReached == false, best.serverCores < 0.7 { row.note = "the clients' core is full" }
        return row
    }
}
