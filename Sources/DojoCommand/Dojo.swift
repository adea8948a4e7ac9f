import Glibc
import Options
import Program
import Services
import Telemetry

/// The program `dojo`: finds the command that was asked for and runs it.
enum Dojo {
    static let version = "1.0.0"

    /// In the order of `dojo help`.
    static let commands: [any Subcommand.Type] = [
        UpCommand.self, StatusCommand.self, ScaleCommand.self, InstanceCommand<StopVerb>.self,
        InstanceCommand<StartVerb>.self, InstanceCommand<RestartVerb>.self, InstanceCommand<KillVerb>.self,
        InstanceCommand<FreezeVerb>.self, InstanceCommand<ThawVerb>.self, LogsCommand.self, KafkaCommand.self,
        SetCommand.self, OrderListCommand.self, OrderPlaceCommand.self, OrderChangeCommand.self,
        OrderDeleteCommand.self, OrderRushCommand.self, TraceCommand.self, TailCommand.self, ProduceCommand.self,
        ListCommand<GroupList>.self, ReplayCommand.self, ListCommand<ReplayList>.self, DeadLetterListCommand.self,
        DeadLetterCommand<RedriveVerb>.self, DeadLetterCommand<DiscardVerb>.self, ListCommand<FraudWindowList>.self,
        AnalyticsCommand.self, PlainCommand<PauseVerb>.self, PlainCommand<ResumeVerb>.self,
        ScreenCommand<HideVerb>.self, ScreenCommand<ShowVerb>.self, DisconnectCommand.self, RoomCommand.self,
        PlainCommand<StartOverVerb>.self, ListCommand<LearningList>.self,
        ChaosCommand<ChaosPlanVerb>.self, ChaosCommand<ChaosStartVerb>.self, PlainCommand<ChaosStopVerb>.self,
        DrillStartCommand.self, DrillGuessCommand.self, DrillRevealCommand.self, PlainCommand<DrillStopVerb>.self,
        DrillCommand.self, LabLogCommand.self, PlainCommand<ResetVerb>.self, DoctorCommand.self,
        TopicsCreateCommand.self, TopicsListCommand.self, ListCommand<TopicList>.self, BrokerCommand.self,
        WatchCommand.self, BenchCommand.self,
        EnvExampleCommand.self,
    ]

    /// Those that other commands use, and people do not.
    static let innerCommands: [any Subcommand.Type] = [
        BenchSwarmCommand.self, BenchRawCommand.self, BenchOrdersCommand.self,
    ]

    static var help: String {
        var text = "Runs Kafka Dojo: the broker, Redis, the gateway and the services.\n\n"
        text += "Usage: dojo <command> [options]\n\nCommands:\n"
        for command in commands { text += "  \(command.commandName.padded(to: 16))\(command.abstract)\n" }
        text += "  \("service".padded(to: 16))Runs one service: \(ServiceCommand.names.joined(separator: ", ")).\n"
        text += "  \("help".padded(to: 16))Shows this.\n\n"
        return text + "dojo <command> --help shows a command's options. dojo --version says the version.\n"
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
        for command in commands + innerCommands {
            let words = command.commandName.split(separator: " ").map(String.init)
            guard arguments.starts(with: words) else { continue }
            return await command.main(Array(arguments.dropFirst(words.count)), environment: environment)
        }
        return refuse(arguments)
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
