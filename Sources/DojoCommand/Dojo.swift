import Glibc
import Options
import Program
import Services
import Telemetry

/// The program `dojo`: finds the command that was asked for and runs it.
enum Dojo {
    static let version = "1.0.0"

    static let commands = CommandGroup.all.flatMap(\.commands)

    /// Those that other commands use, and people do not.
    static let innerCommands: [any Subcommand.Type] = [
        BenchSwarmCommand.self, BenchRawCommand.self, BenchOrdersCommand.self,
    ]

    static var help: String {
        var text = "Runs Kafka Dojo: the broker, Redis, the gateway and the services.\n\n"
        text += "Usage: dojo <command> [options]\n\n"
        for group in CommandGroup.all {
            text += "\(group.title):\n"
            for command in group.commands { text += line(command.commandName, command.abstract) }
            text += "\n"
        }
        text += "A service by itself:\n"
        text += line("service", "Runs one: \(ServiceCommand.names.joined(separator: ", ")).") + "\n"
        return text + "dojo <command> --help shows a command's options. dojo --version says the version.\n"
    }

    private static func line(_ name: String, _ abstract: String) -> String {
        "  \(name.padded(to: 17))\(abstract)\n"
    }

    /// - Parameter arguments: Without the program's name.
    static func main(_ arguments: [String]) async -> ExitCode {
        guard let first = arguments.first else {
            StandardStream.error.write(Array(help.utf8))
            return .usage
        }
        switch first {
        case "help", "--help", "-h":
            if arguments.count > 1 { return await main(Array(arguments.dropFirst()) + ["--help"]) }
            StandardStream.output.write(Array(help.utf8))
            return .success
        case "--version":
            print("dojo \(version)")
            return .success
        default:
            return await run(arguments)
        }
    }

    private static func run(_ arguments: [String]) async -> ExitCode {
        let environment: [String: String]
        do throws(OptionError) { environment = try DotEnv.environment() } catch { return error.report() }
        if arguments[0] == "service", arguments.count > 1 {
            let code = await ServiceCommand.run(
                name: arguments[1], arguments: Array(arguments.dropFirst(2)), environment: environment)
            return ExitCode(rawValue: code) ?? .failure
        }
        // The longest name that fits: `room pause` before `room`.
        let fitting = (commands + innerCommands).filter { arguments.starts(with: words(of: $0)) }
        guard let command = fitting.max(by: { words(of: $0).count < words(of: $1).count }) else {
            return refuse(arguments)
        }
        return await command.main(Array(arguments.dropFirst(words(of: command).count)), environment: environment)
    }

    private static func words(of command: any Subcommand.Type) -> [String] {
        command.commandName.split(separator: " ").map(String.init)
    }

    private static func refuse(_ arguments: [String]) -> ExitCode {
        let all = commands.map { $0.commandName } + ServiceCommand.names.map { "service \($0)" }
        let similar = all.filter { $0.hasPrefix(arguments[0] + " ") }
        let hint = similar.isEmpty ? "See dojo help." : "There is dojo \(similar.joined(separator: ", dojo "))."
        let given = arguments.prefix(similar.isEmpty ? 1 : 2).joined(separator: " ")
        StandardStream.error.write(Array("dojo has no command '\(given)'. \(hint)\n".utf8))
        return .usage
    }
}
