import EventLoop
import Foundation
import Kafka
import Program
import State

/// One run of `dojo up`, from the first check to the last process.
actor UpSession {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    let console: Console
    let parts: DojoParts
    let folder: RunFolder
    private let lock: RunLock
    private var record: RunRecord
    private var embeddedServers = ""
    private var everReady: Set<String> = []
    private(set) lazy var supervisor = makeSupervisor()
    private var signals: [SignalWatch] = []
    private var ending: CheckedContinuation<Result<ExitCode, CommandError>, Never>?
    private(set) var phase = Phase.starting
    private var begunAt = EventLoop.now

    /// What the lab desires, as far as is known; see `UpSession+Lab.swift`.
    var desired = DesiredState()
    var lab: LabLink?
    /// Tells what runs, once a second.
    var telling: LoopTimer?
    /// Of the services, for as long as this runs.
    var healthPorts: [InstanceID: Int] = [:]
    /// The restarts that were carried out, by instance.
    var restarts: [String: Int64] = [:]
    /// What was done to the broker.
    var appliedBroker = DesiredState.Broker.up
    /// How often everything was begun anew for the lab.
    var appliedResets: Int64 = 0
    /// Redis stays as it runs while the rest is started again: it was emptied.
    var keepsRedis = false
    var isReconcileDue = false
    /// What was built anew is being restarted: nobody else starts or stops anything meanwhile.
    var isApplying = false

    /// Set with `--watch`, once everything runs for the first time.
    var rebuilder: Rebuilder?

    enum Phase { case starting, running, rebuilding, stopping }

    /// Checks everything that can be checked before something is started.
    init(
        loop: EventLoop, console: Console, options: UpOptions, environment: [String: String]
    ) async throws(CommandError) {
        self.loop = loop
        self.console = console
        let preflight = try await Preflight(options, environment: environment, console: console)
        (parts, folder, lock) = (preflight.parts, preflight.folder, preflight.lock)
        healthPorts = Dictionary(zip(parts.serviceIDs, parts.healthPorts).map { ($0, $1) }) { $1 }
        record = RunRecord(url: parts.options.address.url)
        record.brokerSocket = parts.options.broker == .embedded ? folder.brokerSocket : nil
        record.redisSocket = parts.redis == nil ? nil : folder.redisSocket
        record.bootstrapServers = parts.options.broker.bootstrapServers
    }

    /// Starts everything, and returns when everything is gone again.
    func run() async throws(CommandError) -> ExitCode {
        ProcessTree.adoptOrphans()
        signal(SIGPIPE, SIG_IGN)  // that nobody reads any more is no reason to leave without order
        signals = [SIGINT, SIGTERM, SIGHUP].map { signal in
            loop.watch(signal: signal) { [weak self] in self?.assumeIsolated { $0.interrupted() } }
        }
        let result = await withCheckedContinuation { continuation in
            ending = continuation
            Task { await begin() }
        }
        signals = []
        return try result.get()
    }

    private func makeSupervisor() -> Supervisor {
        var inherited = ProcessInfo.processInfo.environment
        inherited[RunRecord.variable] = record.run
        return Supervisor(
            loop: loop, launcher: Launcher(executable: parts.project.dojo), console: console, environment: inherited,
            nameWidth: parts.nameWidth, adoptsOrphans: true
        ) { [weak self] event in self?.assumeIsolated { $0.take(event) } }
    }

    // MARK: Start

    private func begin() async {
        begunAt = EventLoop.now
        do throws(CommandError) {
            try await bringUp()
            phase = .running
            announce()
            reconcileSoon()
            if parts.options.watchesSources { try await watchSources() }
        } catch {
            await end(.failure(error))
        }
    }

    /// Starts what holds state, then makes the topics, then starts the rest: each step all at once.
    private func bringUp() async throws(CommandError) {
        let deadline = parts.options.startDeadline
        for socket in [folder.redisSocket, folder.brokerSocket] where !keepsRedis || socket != folder.redisSocket {
            unlink(socket)
        }
        async let redis = startRedis(deadline)
        async let broker = startBroker(deadline)
        try await redis.get()
        try await broker.get()
        try await createTopics(deadline: deadline)
        await openLab()
        try await knowOfTheRest()
        try await supervisor.start(try partsToRun(), deadline: deadline)
    }

    private func startRedis(_ deadline: Duration) async -> Result<Void, CommandError> {
        guard let redis = parts.redis, !keepsRedis else { return .success(()) }
        do throws(CommandError) {
            try parts.makeRedisFolder()
            try await supervisor.start([redis], deadline: deadline)
        } catch {
            return .failure(error)
        }
        return .success(())
    }

    private func startBroker(_ deadline: Duration) async -> Result<Void, CommandError> {
        guard let broker = parts.broker else { return .success(()) }
        do throws(CommandError) {
            if let kafka = parts.kafka { try await prepare(kafka) }
            try await supervisor.start([broker], deadline: deadline)
        } catch {
            return .failure(error)
        }
        return .success(())
    }

    private func prepare(_ kafka: LocalKafka) async throws(CommandError) {
        try kafka.prepare(keepingLogs: parts.options.dataFolder != nil && !keepsRedis)
        guard !kafka.isFormatted else { return }
        let (status, lines) = try await supervisor.runOnce(kafka.formatCommand)
        guard status.isSuccess else {
            let output = lines.suffix(12).map { "\n    \($0)" }.joined()
            throw CommandError(.failure, "Kafka's storage cannot be formatted: the tool \(status).\(output)")
        }
    }

    private func createTopics(deadline: Duration) async throws(CommandError) {
        let begun = EventLoop.now
        var options = parts.options.kafka
        options.bootstrapServers = bootstrapServers
        options.control = parts.options.broker == .embedded ? folder.brokerSocket : options.control
        let topics = try await TopicSetup.create(parts.options.topics, on: options, loop: loop, deadline: deadline)
        guard phase != .stopping else { throw Supervisor.interrupted }
        sayReady("topics", after: EventLoop.now - begun, note: topics.map(\.name).joined(separator: ", "))
    }

    // MARK: While it runs

    private func take(_ event: Supervisor.Event) {
        switch event {
        case .changed(let parts):
            record.parts = parts
            save()
            reconcileSoon()
        case .ready(let part, let time, let answer):
            if part.role == .broker { foundBroker(answer) }
            everReady.insert(part.name)
            sayReady(part.name, after: time, note: part.role == .broker ? bootstrapServers : part.note)
        case .lost(let part, let status):
            guard part.restart == .never else { return }
            Task { await lost(part, status) }
        }
    }

    /// The embedded broker says which ports it has got.
    private func foundBroker(_ answer: String) {
        struct Cluster: Decodable { var bootstrapServers: String? }
        if parts.options.broker == .embedded,
            let cluster = try? JSONDecoder().decode(Cluster.self, from: Data(answer.utf8)),
            let servers = cluster.bootstrapServers
        {
            embeddedServers = servers
        }
        record.bootstrapServers = bootstrapServers
        save()
    }

    var bootstrapServers: String {
        switch parts.options.broker {
        case .embedded: embeddedServers
        case .local: parts.kafka?.bootstrapServers ?? ""
        case .external(let servers): servers
        }
    }

    private func save() {
        do throws(CommandError) { try record.save(in: folder) } catch { console.complain(error.message) }
    }

    /// What is in memory is gone when its process is, and the rest makes no sense without it: all of it starts empty.
    private func lost(_ part: Part, _ status: ExitStatus?) async {
        let end = "\(part.name) \(status?.description ?? "ended")"
        switch phase {
        case .running:
            console.complain("\(end). \(parts.whatIsLost) is gone: starting again, empty.")
            await startAfresh()
        case .starting, .rebuilding:
            // One that never was ready is waited for: whoever waits says so.
            guard everReady.contains(part.name) else { return }
            await self.end(.failure(CommandError(.failure, "\(end) while the rest was starting.")))
        case .stopping: break
        }
    }

    /// Stops everything and starts it again.
    ///
    /// - Parameter emptying: also what outlives it; Redis is emptied and goes on.
    func startAfresh(emptying: Bool = false) async {
        phase = .rebuilding
        everReady = []  // what is lost from here on is started again with the rest
        await supervisor.stop(grace: parts.grace) { $0.role.isStateless }
        if emptying {
            do throws(CommandError) {
                try await empty()
                keepsRedis = true
            } catch {
                console.complain("\(error.message) What is kept outside of the dojo's own processes stays.")
            }
        }
        await supervisor.stop(grace: .seconds(1)) { [keepsRedis] in !keepsRedis || $0.role != .redis }
        guard phase == .rebuilding else { return }
        await begin()
        keepsRedis = false
    }

    // MARK: End

    /// The first signal stops everything in order, the second one at once.
    private func interrupted() {
        if phase == .stopping { return supervisor.assumeIsolated { $0.kill() } }
        Task { await end(.success(.success)) }
    }

    private func end(_ result: Result<ExitCode, CommandError>) async {
        guard phase != .stopping else { return }
        phase = .stopping
        let begun = EventLoop.now
        console.say("Stopping")
        telling = nil
        await lab?.close()
        await supervisor.close(stateless: parts.grace)
        ProcessTree.killDescendants()
        RunRecord.remove(from: folder)
        console.say("Stopped in \((EventLoop.now - begun).inSeconds)")
        ending?.resume(returning: result)
        ending = nil
    }

    // MARK: What it says

    private func sayReady(_ name: String, after time: Duration, note: String?) {
        let columns = "  \(name.padded(to: parts.nameWidth))  ready in \(time.inSeconds)"
        console.say(columns + (note.map { "   \($0)" } ?? ""))
    }

    private func announce() {
        console.say("  Kafka: kcat -b \(bootstrapServers) -L")
        if parts.options.redisURL == nil { console.say("  Redis: redis-cli -s \(folder.redisSocket)") }
        console.say("  All of it took \((EventLoop.now - begunAt).inSeconds). Ctrl-C stops it.")
        console.say("Kafka Dojo is ready: \(parts.options.address.url)")
    }
}
