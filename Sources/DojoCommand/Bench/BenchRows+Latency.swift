import Bench
import OrderEvents

/// How long a record takes when nothing is overloaded.
extension BenchRows {
    /// 1,000 clients, 100 records a second.
    func latency() async throws(CommandError) -> BenchRow {
        let clients = stage.settings.clients ?? 1000
        let rate = 100.0
        say("latency at \(Int(rate)) records a second to \(clients) clients")
        let window = stage.settings.window * 3
        let rawServer = try await stage.startRaw()
        _ = try await stage.startSwarm(SwarmOptions(port: rawServer.port, clients: clients, channel: "bench"))
        await setRaw(rawServer, rate: rate, linger: 0)
        try? await Task.sleep(for: .seconds(1))
        let raw = await stage.measure(rawServer, offered: rate * Double(clients), for: window)
        await stage.stopSwarm()
        await stage.stop(rawServer.name)

        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: stage.settings.valueSize, linger: .zero)
        _ = try await stage.startSwarm(SwarmOptions(port: server.port, clients: clients, channel: topics.audit))
        await producer.setRate(rate)
        try? await Task.sleep(for: .seconds(1))
        let gateway = await stage.measure(server, offered: rate * Double(clients), for: window)
        await producer.close()
        await stage.stopSwarm()
        await stage.stop(server.name)

        var row = BenchRow(
            what: "latency, \(clients) clients, \(Int(rate)) records/s", figures: gateway.figures, raw: raw.figures,
            reach: "p50 ≤ 1.5 × raw, p99 ≤ 2 × raw")
        row.ratios = [
            "p50": gateway.percentile(0.5) / max(0.001, raw.percentile(0.5)),
            "p99": gateway.percentile(0.99) / max(0.001, raw.percentile(0.99)),
        ]
        row.isReached = row.ratios["p50"]! <= 1.5 && row.ratios["p99"]! <= 2 && gateway.isClean
        return row
    }
}
