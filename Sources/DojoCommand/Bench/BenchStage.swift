import Bench
import EventLoop
import Foundation
import Glibc
import Kafka
import OrderEvents
import Telemetry

/// The processes of a bench: a broker, a Redis, one server at a time, and clients. Ends with all of them.
actor BenchStage {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    nonisolated let settings: BenchSettings
    private let supervisor: Supervisor
    private let launcher: Launcher
    private lazy var reaper = Reaper(loop: loop, adoptsOrphans: false)
    private var swarm: ManagedProcess?
    private var reports: [SwarmReport] = []
    private(set) var kafka = KafkaOptions(bootstrapServers: "")

    /// A server that runs.
    struct Server: Sendable {
        let name: String
        let port: Int
        let pid: pid_t
    }

    init(loop: EventLoop, settings: BenchSettings) {
        self.loop = loop
        self.settings = settings
        launcher = Launcher(executable: settings.project.dojo)
        supervisor = Supervisor(
            loop: loop, launcher: launcher, console: Console(), environment: settings.environment)
    }

    // MARK: Broker and Redis

    private var brokerPart: String { settings.kafkaHome == nil ? "broker" : "kafka" }
    private var brokerSocket: String { settings.folder + "/broker.sock" }
    var redisURL: String { "unix://\(settings.folder)/redis.sock" }

    /// Starts what all rows share.
    func begin() async throws(CommandError) {
        try await startBroker()
        guard let redis = Project.find("redis-server", path: settings.environment["PATH"]) else {
            throw CommandError(.unavailable, "redis-server is not installed")
        }
        let socket = settings.folder + "/redis.sock"
        let command = [
            redis, "--port", "0", "--unixsocket", socket, "--save", "", "--loglevel", "warning", "--dir",
            settings.folder,
        ]
        try await start(
            Part(
                name: "redis", role: .redis, command: command, readiness: .redis(.unix(path: socket)), restart: .never,
                hidesOutput: true))
    }

    private func startBroker() async throws(CommandError) {
        guard let home = settings.kafkaHome else {
            let command = [settings.project.dojo, BrokerCommand.commandName, "--control", brokerSocket]
            try await start(
                Part(
                    name: brokerPart, role: .broker, command: command, readiness: .broker(socket: brokerSocket),
                    restart: .never, hidesOutput: true))
            struct Cluster: Decodable { var bootstrapServers: String }
            let answer = await SocketProbe.ask(.broker(socket: brokerSocket), on: loop)
            guard let cluster = try? JSONDecoder().decode(Cluster.self, from: Data((answer ?? "").utf8)) else {
                throw CommandError(.failure, "the embedded broker does not say where it is")
            }
            kafka = KafkaOptions(bootstrapServers: cluster.bootstrapServers, control: brokerSocket)
            return
        }
        let local = try LocalKafka(
            home: home, folder: settings.folder + "/kafka", ports: FreePorts.find(2), environment: settings.environment)
        try local.prepare(keepingLogs: false)
        let (status, lines) = try await supervisor.runOnce(local.formatCommand)
        guard status.isSuccess else {
            throw CommandError(
                .failure, "Kafka's storage cannot be formatted: \(lines.suffix(5).joined(separator: " "))")
        }
        try await start(
            Part(
                name: brokerPart, role: .broker, command: local.serverCommand,
                readiness: .listening(.loopback(local.brokerPort)), restart: .never, hidesOutput: true))
        kafka = KafkaOptions(bootstrapServers: local.bootstrapServers)
    }

    func start(_ part: Part) async throws(CommandError) {
        try await supervisor.start([part], deadline: .seconds(60))
    }

    /// Moves what all rows share, and this process, which hands its place on to what it starts.
    func place(_ placement: BenchCores.Placement) async throws(CommandError) {
        let cores = BenchCores.list(settings.cores.others(placement))
        for pid in [getpid(), await pid(of: "redis"), await pid(of: brokerPart)] {
            let (status, lines) = try await run(["taskset", "--all-tasks", "--cpu-list", "--pid", cores, "\(pid)"])
            guard status.isSuccess else {
                throw CommandError(
                    .unavailable, "taskset cannot move process \(pid): \(lines.suffix(2).joined(separator: " "))")
            }
        }
    }

    /// Runs a command to its end.
    func run(_ command: [String]) async throws(CommandError) -> (status: ExitStatus, lines: [String]) {
        try await supervisor.runOnce(command)
    }

    func pid(of name: String) async -> pid_t { await supervisor.entries[name]?.identity?.pid ?? 0 }

    func stop(_ name: String) async { await supervisor.stop { $0.name == name } }

    // MARK: Servers

    /// A gateway in front of topics of its own, made now.
    ///
    /// - Parameters:
    ///   - shards: 1 pins it to the server's core; more are not pinned.
    func startGateway(
        _ topics: TopicNames, shards: Int = 1, settings extra: [String: String] = [:]
    ) async throws(CommandError) -> Server {
        try await TopicSetup.create(topics, on: kafka, loop: loop, deadline: .seconds(30))
        let port = try FreePorts.find(1)[0]
        var variables = topics.environment.merging(extra) { _, own in own }
        variables["KAFKA_BOOTSTRAP_SERVERS"] = kafka.bootstrapServers
        variables["KAFKA_CONTROL"] = kafka.control
        variables["REDIS_URL"] = redisURL
        variables["PORT"] = String(port)
        variables["SHARDS"] = String(shards)
        variables["LOG_LEVEL"] = "warning"
        variables["MAX_CONNECTIONS_PER_ADDRESS"] = "1000000"
        let pinning = shards == 1 ? self.pinning : []
        try await start(
            Part(
                name: "gateway", role: .gateway, command: pinning + [settings.project.gateway],
                environment: variables, readiness: .ready(port: port), restart: .never))
        return Server(name: "gateway", port: port, pid: await pid(of: "gateway"))
    }

    /// The bare server that a gateway is held against.
    func startRaw() async throws(CommandError) -> Server {
        let port = try FreePorts.find(1)[0]
        let command =
            pinning + [
                settings.project.dojo, BenchRawCommand.commandName, "--port", "\(port)", "--value-size",
                "\(settings.valueSize)", "--frame-limit", "\(settings.frameLimit)",
            ]
        try await start(
            Part(
                name: "raw", role: .gateway, command: command, readiness: .listening(.loopback(port)), restart: .never))
        return Server(name: "raw", port: port, pid: await pid(of: "raw"))
    }

    var pinning: [String] { ["taskset", "-c", BenchCores.list([settings.cores.server])] }

    // MARK: Clients

    /// Starts clients, and returns once all are subscribed.
    func startSwarm(_ options: SwarmOptions) async throws(CommandError) -> SwarmReport {
        reports = []
        var command = [
            settings.project.dojo, BenchSwarmCommand.commandName, "--port", "\(options.port)", "--clients",
            "\(options.clients)", "--channel", options.channel, "--silent", "\(options.silent)",
        ]
        if options.isKeyed { command.append("--keyed") }
        if options.compresses { command.append("--compress") }
        swarm = try ManagedProcess(
            loop: loop, launcher: launcher, reaper: reaper, command: command, environment: settings.environment,
            onLines: { [weak self] _, lines in self?.assumeIsolated { $0.take(lines) } }, onExit: { _ in })
        let deadline = EventLoop.now + .seconds(60)
        while EventLoop.now < deadline {
            if let last = reports.last, last.subscribed == options.clients { return last }
            if let last = reports.last, last.lost > 0 {
                throw CommandError(
                    .failure, "\(last.lost) clients were refused or lost: \(last.error ?? "no reason given")")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        throw CommandError(
            .failure, "\(reports.last?.subscribed ?? 0) of \(options.clients) clients are subscribed after a minute")
    }

    private func take(_ lines: [[UInt8]]) {
        for line in lines {
            if let report = try? JSONDecoder().decode(SwarmReport.self, from: Data(line)) { reports.append(report) }
        }
        if reports.count > 2000 { reports.removeFirst(1000) }
    }

    func stopSwarm() async {
        swarm?.signal(SIGKILL)
        swarm = nil
        try? await Task.sleep(for: .milliseconds(100))
    }

    /// Watches clients and server for a window of time.
    func measure(_ server: Server, offered: Double, for window: Duration) async -> LoadMeasure {
        let (begin, usage) = (MonotonicClock.microseconds, ProcessUsage(of: server.pid))
        let before = reports.last ?? SwarmReport()
        try? await Task.sleep(for: window)
        let (end, after) = (MonotonicClock.microseconds, ProcessUsage(of: server.pid))
        // The last report of the window comes a moment after it.
        try? await Task.sleep(for: .milliseconds(150))
        let inside = reports.filter { $0.time - $0.span >= begin && $0.time <= end }
        var measure = LoadMeasure()
        measure.offered = offered
        measure.seconds = Double(inside.reduce(0) { $0 + $1.span }) / 1_000_000
        measure.deliveries = inside.reduce(0) { $0 + $1.deliveries }
        measure.bytes = inside.reduce(0) { $0 + $1.bytes }
        for report in inside { measure.latencies.add(LatencyHistogram(buckets: report.latencies)) }
        let share = measure.seconds / (Double(end - begin) / 1_000_000)
        measure.serverSeconds = ((after?.cpu ?? 0) - (usage?.cpu ?? 0)) * share
        if let last = reports.last {
            measure.missing = last.missing - before.missing
            measure.doubled = last.doubled - before.doubled
            measure.gaps = last.gaps - before.gaps
            measure.lost = last.lost - before.lost
        }
        return measure
    }

    /// Ends everything.
    func end() async {
        swarm?.signal(SIGKILL)
        await supervisor.close(stateless: .seconds(2), others: .seconds(1))
    }
}
