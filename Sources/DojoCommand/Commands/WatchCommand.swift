import EventLoop
import Foundation
import Options
import Program

/// `dojo watch -- <command>`: one process of the project, built and restarted when the sources change. For containers.
struct WatchCommand: Subcommand {
    static let commandName = "watch"
    static let abstract = "Runs a command, and builds and restarts it when the sources change: dojo watch -- gateway"
    static let discussion = """
        The command is `gateway` or `dojo …`. It starts as it is installed; what was built by an earlier watch is brought
        up to date and used instead.

        """ + ExitCode.table

    private let command: [String]
    private let product: ChangePlan.Product?
    private let grace: Duration
    private let project: Project

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Watch")
        let named = reader.option(
            "product", as: String.self, help: "The program to build; without it, the command's own.", environment: "",
            placeholder: "gateway|dojo")
        grace = reader.option(
            "stop-grace", default: .seconds(8), help: "How long the command may take to stop.", environment: "")
        command = reader.arguments("command", help: "What to run, after --.")
        project = Project(environment: environment)
        product = (named ?? command.first.map { URL(fileURLWithPath: $0).lastPathComponent }).flatMap(
            ChangePlan.Product.init(rawValue:))
        if command.isEmpty {
            reader.reject("command", "what is to be run? For example: dojo watch -- gateway")
        } else if product == nil {
            reader.reject("command", "only gateway and dojo can be built, not '\(named ?? command[0])'")
        }
    }

    func run() async throws(CommandError) -> ExitCode {
        guard let product, let package = project.folder else {
            throw CommandError(.unavailable, ProjectFolder.missing)
        }
        let loop = try EventLoop.started("watch")
        defer { loop.stop() }
        let console = Console()
        defer { console.flush() }
        let session = WatchSession(
            loop: loop, console: console, launcher: Launcher(executable: project.dojo),
            tool: BuildTool(package: package, dojo: project.dojo), command: command, product: product, grace: grace)
        return try await session.run()
    }
}
