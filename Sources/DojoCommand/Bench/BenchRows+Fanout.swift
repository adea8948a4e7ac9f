import Bench
import EventLoop
import OrderEvents

/// Everybody gets everything.
extension BenchRows {
    /// One point of the fan-out: so many clients, and what their slowest hundredth may wait.
    struct FanoutCase: Sendable {
        var clients: Int
        var p99: Double
        /// Of the producer; zero sends one record a request.
        var linger: Duration = .milliseconds(5)
        var reach: String
        /// Deliveries a second that are enough whatever the bare server reaches.
        var enough: Double?

        var target: LoadTarget {
            LoadTarget(deliveriesPerRecord: Double(clients), p99: p99, start: 2_000_000 / Double(clients))
        }
    }

    static let fanoutCases = [
        FanoutCase(clients: 1000, p99: 50, reach: "≥ 0.8 × raw; per CPU second ≥ 1.3 × raw"),
        FanoutCase(clients: 5000, p99: 100, reach: "≥ 0.8 × raw; per CPU second ≥ 1.3 × raw"),
        FanoutCase(clients: 100, p99: 40, reach: "≥ 4 M/s", enough: 4_000_000),
        FanoutCase(clients: 1000, p99: 50, linger: .zero, reach: "≥ 1.8 M/s", enough: 1_800_000),
    ]

    func fanout() async throws(CommandError) -> [BenchRow] {
        let isWhole = stage.settings.clients == nil
        var rows: [BenchRow] = []
        // The bare server knows no linger: one figure for as many clients.
        var raws: [Int: LoadMeasure] = [:]
        for var point in isWhole ? Self.fanoutCases : [Self.fanoutCases[0]] {
            if let clients = stage.settings.clients { point.clients = clients }
            if raws[point.clients] == nil {
                say("fan-out to \(point.clients) clients, bare server")
                raws[point.clients] = try await rawFanout(point)
            }
            rows.append(try await fanout(point, against: raws[point.clients] ?? LoadMeasure()))
        }
        return rows
    }

    /// Looks for the rate at which clients still keep up.
    private func fanout(_ point: FanoutCase, against raw: LoadMeasure) async throws(CommandError) -> BenchRow {
        let linger = Int(point.linger / .milliseconds(1))
        say("fan-out to \(point.clients) clients, producer lingers \(linger) ms")
        let gateway = try await gatewayFanout(point)
        var row = BenchRow(
            what: "fanout, \(point.clients) clients, linger \(linger) ms", figures: gateway.figures, raw: raw.figures,
            reach: point.reach)
        row.ratios = [
            "deliveries": gateway.deliveriesPerSecond / max(1, raw.deliveriesPerSecond),
            "deliveriesPerServerCpuSecond": row.figures["deliveriesPerServerCpuSecond"]!
                / max(1, raw.figures["deliveriesPerServerCpuSecond"]!),
        ]
        // At a rate that was given there is nothing to be reached.
        guard stage.settings.rate == nil else { return row }
        guard raw.deliveriesPerSecond > 0 else {
            row.note = "raw kept up at no rate: the machine is too busy to tell"
            return row
        }
        if let enough = point.enough {
            row.isReached = gateway.deliveriesPerSecond >= enough
            if row.isReached == false, gateway.serverCores <= 0.5 {
                row.note = "the server idles half a core or more: broker or clients are the limit"
            }
        } else {
            let share = gateway.serverCores < 0.9 ? 0.6 : 0.8
            row.isReached = row.ratios["deliveries"]! >= share && row.ratios["deliveriesPerServerCpuSecond"]! >= 1.3
            if row.ratios["deliveries"]! < 0.8, gateway.serverCores < 0.9 { row.note = "the clients' core is full" }
        }
        return row
    }

    /// - Parameter rate: measures that one, instead of looking for the highest.
    func gatewayFanout(_ point: FanoutCase, rate: Double? = nil) async throws(CommandError) -> LoadMeasure {
        let topics = newTopics()
        let server = try await stage.startGateway(topics)
        let producer = try await BenchProducer(
            kafka: stage.kafka, topic: topics.audit, valueSize: stage.settings.valueSize, linger: point.linger)
        _ = try await stage.startSwarm(
            SwarmOptions(port: server.port, clients: point.clients, channel: topics.audit))
        let best = await search(server, point.target, only: rate) { rate in
            await producer.setRate(rate)
        } isBehind: {
            await producer.isBehind
        }
        await producer.close()
        await stage.stopSwarm()
        await stage.stop(server.name)
        return best
    }

    private func rawFanout(_ point: FanoutCase) async throws(CommandError) -> LoadMeasure {
        let server = try await stage.startRaw()
        _ = try await stage.startSwarm(SwarmOptions(port: server.port, clients: point.clients, channel: "bench"))
        let best = await search(server, point.target) { rate in
            // It lingers never: what a flush finds is what came up while the last one was being written.
            await setRaw(server, rate: rate, linger: 0)
        } isBehind: {
            false
        }
        await stage.stopSwarm()
        await stage.stop(server.name)
        return best
    }

    func setRaw(_ server: BenchStage.Server, rate: Double, linger: Int) async {
        _ = await SocketProbe.ask(
            .http("/rate/\(Int(rate))/\(linger)", host: "127.0.0.1", port: server.port), on: stage.loop)
    }
}
