import EventLoop
import Foundation
import Options
import Program

/// `dojo doctor`: looks at everything that the README's troubleshooting names, and says what to do.
struct DoctorCommand: Subcommand {
    static let commandName = "doctor"
    static let abstract = "Looks for what is wrong, and says what to do about it."
    static let discussion = "Exit status: 0 when nothing fails, 1 when something does.\n"

    private let json: Bool
    private let options: UpOptions
    private let environment: [String: String]

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Output")
        json = reader.flag("json", help: "Write JSON instead of lines.", environment: "")
        options = UpOptions(&reader, environment: environment)
        self.environment = environment
    }

    func run() async throws(CommandError) -> ExitCode {
        let loop = try EventLoop.started("doctor")
        defer { loop.stop() }
        let folder = RunFolder(base: options.runBase, port: options.address.port)
        let run = RunCheck(loop: loop, address: options.address, folder: folder, record: RunRecord(in: folder))

        async let toolchain = toolchain(loop)
        async let parts = run.findings()
        async let broker = broker(loop, run)
        async let redis = redis(loop, run)
        let others = RunCheck.leftovers(in: options.runBase, except: options.address.port)
        let report = await Report(
            findings: [toolchain] + machine(folder).findings + others + parts + broker + redis)
        print(json ? report.json : report.text, terminator: "")
        return report.isHealthy ? .success : .failure
    }

    private func machine(_ folder: RunFolder) -> MachineCheck {
        var kafkaHome: String?
        if case .local(let home) = options.broker { kafkaHome = home }
        return MachineCheck(
            environment: environment, project: Project(environment: environment),
            usesPrivateRedis: options.redisURL == nil, kafkaHome: kafkaHome, folder: folder.path)
    }

    private func toolchain(_ loop: EventLoop) async -> Finding {
        guard Project.find("swift", path: environment["PATH"]) != nil else { return ToolchainCheck.finding(nil) }
        let supervisor = Supervisor(
            loop: loop, launcher: Launcher(executable: Project(environment: environment).dojo), console: Console(),
            environment: ProcessInfo.processInfo.environment)
        let run = try? await supervisor.runOnce(["swift", "--version"])
        return ToolchainCheck.finding(run?.lines.joined(separator: "\n"))
    }

    /// The one that runs, or the one that is configured; none when `dojo up` would start one.
    private func broker(_ loop: EventLoop, _ run: RunCheck) async -> [Finding] {
        var kafka = options.kafka
        let record = run.isRunning ? run.record : nil
        guard let servers = record?.bootstrapServers ?? options.broker.bootstrapServers else {
            return [.ok("broker", "is started with the dojo")]
        }
        kafka.bootstrapServers = servers
        kafka.control = record?.brokerSocket ?? kafka.control
        return await BrokerCheck(loop: loop, options: kafka, topics: options.topics).findings()
    }

    private func redis(_ loop: EventLoop, _ run: RunCheck) async -> [Finding] {
        let socket = run.isRunning ? run.record?.redisSocket : nil
        guard let url = socket.map({ "unix://" + $0 }) ?? options.redisURL else {
            return [.ok("redis", "is started with the dojo")]
        }
        return await RedisCheck(loop: loop, url: url).findings()
    }
}
