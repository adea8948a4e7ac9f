/// What has to be true before anything is started, and what was made so.
struct Preflight: Sendable {
    let parts: DojoParts
    let folder: RunFolder
    let lock: RunLock

    /// Throws a sentence for a person: already running, the port taken, something missing.
    /// Processes that a killed dojo left behind in the same run folder are stopped first.
    init(_ options: UpOptions, environment: [String: String], console: Console) async throws(CommandError) {
        var options = options
        if options.address.port == 0 { options.address.port = try FreePorts.find(1)[0] }
        folder = RunFolder(base: options.runBase, port: options.address.port)
        try folder.create()
        guard let lock = try RunLock(folder) else { throw Self.alreadyRunning(folder, options.address) }
        self.lock = lock
        await Self.stopLeftovers(of: folder, console: console)
        try options.address.checkFree()

        let project = Project(environment: environment)
        guard Project.find(project.gateway) != nil else {
            throw CommandError(.unavailable, "\(project.gateway) is not built: swift build --product gateway")
        }
        let services = options.services.reduce(0) { $0 + $1.instances }
        parts = DojoParts(
            options: options, project: project, folder: folder,
            kafka: try Self.localKafka(options, folder, environment),
            redisServer: try Self.redisServer(options, environment), healthPorts: try FreePorts.find(services))
    }

    private static func alreadyRunning(_ folder: RunFolder, _ address: ListenAddress) -> CommandError {
        let record = RunRecord(in: folder)
        let process = record.map { " (process \($0.supervisor.pid))" } ?? ""
        let url = record.map { ": \($0.url)" } ?? ""
        return CommandError(
            .occupied,
            "Kafka Dojo is already running on port \(address.port)\(process)\(url)\nFor a second one: \(address.otherPort)"
        )
    }

    private static func stopLeftovers(of folder: RunFolder, console: Console) async {
        guard let record = RunRecord(in: folder) else { return }
        let leftovers = Leftovers(of: record)
        if !leftovers.processes.isEmpty {
            let ids = leftovers.processes.map { String($0.pid) }.joined(separator: ", ")
            console.say("Stopping what a dojo that was killed left behind: process \(ids)")
            await leftovers.stop()
        }
        RunRecord.remove(from: folder)
    }

    private static func localKafka(
        _ options: UpOptions, _ folder: RunFolder, _ environment: [String: String]
    ) throws(CommandError) -> LocalKafka? {
        guard case .local(let home) = options.broker else { return nil }
        return try LocalKafka(
            home: home, folder: options.dataFolder.map { $0 + "/kafka" } ?? folder.file("kafka"),
            ports: FreePorts.find(2), environment: environment)
    }

    private static func redisServer(
        _ options: UpOptions, _ environment: [String: String]
    ) throws(CommandError) -> String {
        if options.redisURL != nil { return "" }
        if let found = Project.find("redis-server", path: environment["PATH"]) { return found }
        throw CommandError(
            .unavailable,
            "redis-server is not installed. On Debian: apt-get install redis-server; or set REDIS_URL to a Redis that runs"
        )
    }
}
