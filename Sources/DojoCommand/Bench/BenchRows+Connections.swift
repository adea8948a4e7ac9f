import Bench
import EventLoop

/// What a connection costs, before anything is sent over it.
extension BenchRows {
    /// Connects everybody at once: how fast that goes.
    func connect() async throws(CommandError) -> BenchRow {
        let (gateway, raw) = try await bothConnected()
        var row = BenchRow(
            what: "connect, \(Int(gateway["clients"]!)) clients, each subscribed and answered", figures: gateway,
            raw: raw,
            reach: "≥ 20,000/s and ≥ 0.4 × raw")
        row.ratios = ["connects": gateway["connectsPerSecond"]! / max(1, raw["connectsPerSecond"]!)]
        row.isReached = gateway["connectsPerSecond"]! >= 20_000 && row.ratios["connects"]! >= 0.4
        return row
    }

    /// The same, and what they hold while nothing happens.
    func idle() async throws(CommandError) -> BenchRow {
        let (gateway, raw) = try await bothConnected()
        var row = BenchRow(
            what: "idle, \(Int(gateway["clients"]!)) clients subscribed", figures: gateway, raw: raw,
            reach: "≤ 3,072 bytes a connection")
        row.ratios = ["memory": gateway["bytesPerConnection"]! / max(1, raw["bytesPerConnection"]!)]
        row.isReached = gateway["bytesPerConnection"]! <= 3072
        return row
    }

    private func bothConnected() async throws(CommandError) -> (gateway: [String: Double], raw: [String: Double]) {
        let clients = stage.settings.clients ?? 10_000
        say("\(clients) connections")
        let rawServer = try await stage.startRaw()
        let raw = try await connected(rawServer, SwarmOptions(port: rawServer.port, clients: clients, channel: "bench"))
        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let options = SwarmOptions(port: server.port, clients: clients, channel: topics.audit)
        return (try await connected(server, options), raw)
    }

    private func connected(
        _ server: BenchStage.Server, _ options: SwarmOptions
    ) async throws(CommandError) -> [String: Double] {
        let before = ProcessUsage(of: server.pid)
        let report = try await stage.startSwarm(options)
        let after = ProcessUsage(of: server.pid)
        let rest = await stage.measure(server, offered: 0, for: stage.settings.window)
        let held = ProcessUsage(of: server.pid)
        await stage.stopSwarm()
        await stage.stop(server.name)
        let seconds = Double(report.subscribedAfter) / 1_000_000
        return [
            "clients": Double(options.clients), "connectsPerSecond": Double(options.clients) / max(seconds, 0.001),
            "serverCpuMicrosecondsPerConnect": ((after?.cpu ?? 0) - (before?.cpu ?? 0)) * 1_000_000
                / Double(options.clients),
            "bytesPerConnection": Double((held?.memory ?? 0) - (before?.memory ?? 0)) / Double(options.clients),
            "serverCoresWhenIdle": rest.serverCores,
        ]
    }

    /// Many connected, a few of whom never read.
    func silent() async throws(CommandError) -> BenchRow {
        let clients = stage.settings.clients ?? 10_000
        let silent = 20
        say("\(clients) clients, \(silent) of them never read")
        let without = try await load(clients: clients, silent: 0)
        let with = try await load(clients: clients, silent: silent)
        var figures = with.measure.figures
        figures["p99MsWithout"] = without.measure.percentile(0.99)
        figures["grownBytes"] = Double(with.grown)
        figures["grownBytesWithout"] = Double(without.grown)
        figures["grownBytesPerSilent"] = Double(max(0, with.grown - without.grown)) / Double(silent)
        var row = BenchRow(
            what: "silent, \(clients) clients, \(silent) of them never read", figures: figures,
            reach: "p99 of the others ≤ 1.2 × without; ≤ 65,536 bytes for each")
        row.ratios = ["p99": with.measure.percentile(0.99) / max(0.1, without.measure.percentile(0.99))]
        row.isReached = row.ratios["p99"]! <= 1.2 && figures["grownBytesPerSilent"]! <= 65_536
        return row
    }

    /// A moderate load, long enough for the buffers of those that do not read to fill.
    private func load(clients: Int, silent: Int) async throws(CommandError) -> (measure: LoadMeasure, grown: Int) {
        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: stage.settings.valueSize, linger: .milliseconds(5))
        var options = SwarmOptions(port: server.port, clients: clients, channel: topics.audit)
        options.silent = silent
        _ = try await stage.startSwarm(options)
        let before = ProcessUsage(of: server.pid)
        let rate = 1_000_000 / Double(clients)
        await producer.setRate(rate)
        try? await Task.sleep(for: .seconds(4))
        let measure = await stage.measure(
            server, offered: rate * Double(clients - silent), for: stage.settings.window * 2)
        let after = ProcessUsage(of: server.pid)
        await producer.close()
        await stage.stopSwarm()
        await stage.stop(server.name)
        return (measure, (after?.memory ?? 0) - (before?.memory ?? 0))
    }
}
