import EventLoop
import Options
import Program

/// `dojo up`: the whole dojo, supervised.
struct UpCommand: Subcommand {
    static let commandName = "up"
    static let abstract = "Starts the broker, Redis, the gateway and all services, and keeps them running."
    static let discussion = ExitCode.table

    private let options: UpOptions
    private let environment: [String: String]

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = UpOptions(&reader, environment: environment)
        self.environment = environment
    }

    func run() async throws(CommandError) -> ExitCode {
        let loop = try EventLoop.started("supervisor")
        defer { loop.stop() }
        let console = Console()
        defer { console.flush() }
        let session = try await UpSession(loop: loop, console: console, options: options, environment: environment)
        return try await session.run()
    }
}
