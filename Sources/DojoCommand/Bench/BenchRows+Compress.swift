import Bench
import EventLoop

/// What `--compress` spares, and what it costs.
extension BenchRows {
    /// The same records to as many clients, first as they are, then compressed: one row each.
    func compress() async throws(CommandError) -> [BenchRow] {
        let clients = stage.settings.clients ?? 1000
        let plain = try await load(clients, compressed: false)
        var compressed = try await load(clients, compressed: true)
        func ratio(_ name: String) -> Double { compressed.figures[name]! / max(0.001, plain.figures[name]!) }
        compressed.ratios = [
            "bytes": ratio("bytesPerDelivery"), "serverCpu": ratio("serverNanosecondsPerDelivery"),
            "p99": ratio("p99Ms"),
        ]
        guard plain.note == nil, compressed.note == nil else { return [plain, compressed] }
        compressed.isReached =
            compressed.ratios["bytes"]! <= 0.5 && compressed.figures["bytesPerConnection"]! <= 4096
        return [plain, compressed]
    }

    private func load(_ clients: Int, compressed: Bool) async throws(CommandError) -> BenchRow {
        let rate = stage.settings.rate ?? 600
        let what = "compress, \(clients) clients, \(Int(rate)) records/s, \(compressed ? "on" : "off")"
        say(what)
        let topics = newTopics()
        let server = try await stage.startGateway(topics, settings: ["COMPRESS": "\(compressed)"])
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: stage.settings.valueSize, linger: .milliseconds(5),
            isVaried: true)
        var options = SwarmOptions(port: server.port, clients: clients, channel: topics.audit)
        options.compresses = compressed
        let before = ProcessUsage(of: server.pid)
        _ = try await stage.startSwarm(options)
        // Enough for the first frames: what compresses them is made for these.
        await producer.setRate(100)
        try? await Task.sleep(for: .milliseconds(500))
        await producer.setRate(0)
        let connected = ProcessUsage(of: server.pid)
        let target = LoadTarget(deliveriesPerRecord: Double(clients), p99: 1000, start: 0)
        func window() async -> LoadMeasure {
            await search(server, target, only: rate) { rate in
                await producer.setRate(rate)
            } isBehind: {
                await producer.isBehind
            }
        }
        var measure = await window()
        // What else runs on the machine may spoil one window.
        if !measure.keepsUp { measure = await window() }
        await producer.close()
        await stage.stopSwarm()
        await stage.stop(server.name)
        var row = BenchRow(
            what: what, figures: measure.figures,
            reach: compressed ? "≤ 0.5 × the bytes, ≤ 4,096 bytes a connection" : "")
        row.figures["bytesPerDelivery"] = Double(measure.bytes) / Double(max(1, measure.deliveries))
        row.figures["serverNanosecondsPerDelivery"] =
            measure.serverSeconds * 1e9 / Double(max(1, measure.deliveries))
        row.figures["bytesPerConnection"] =
            Double((connected?.memory ?? 0) - (before?.memory ?? 0)) / Double(clients)
        if !measure.keepsUp { row.note = "the clients did not get all of it: the machine is too busy to tell" }
        return row
    }
}
