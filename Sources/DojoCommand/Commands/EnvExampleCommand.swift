import Gateway
import Options
import Program
import Services
import State
import Telemetry

/// `dojo env-example`: every setting of every program, as the text of `.env.example`.
struct EnvExampleCommand: Subcommand {
    static let commandName = "env-example"
    static let abstract = "Writes .env.example: every setting of every program, with its default."

    init(_ reader: inout OptionReader, environment: [String: String]) {}

    func run() async throws(CommandError) -> ExitCode {
        StandardStream.output.write(Array(Self.text.utf8))
        return .success
    }

    /// The whole file.
    static var text: String {
        """
        # Settings of Kafka Dojo and their defaults. Copy this to .env and change what you like; a variable of the
        # environment wins over .env, and a flag of a command over both. Written by `dojo env-example`.

        """ + DotEnv.example(of: options)
    }

    /// Every option that there is; one that several commands share stands once.
    static var options: [OptionDescription] {
        var reader = OptionReader(command: "", abstract: "", arguments: [], environment: [:])
        for command in Dojo.commands where command != Self.self { _ = command.init(&reader, environment: [:]) }
        _ = GatewayOptions(&reader, environment: [:])
        for kind in ServiceKind.allCases {
            _ = ServiceOptions(&reader, kind: kind, environment: [:], scripts: ScriptFolder(""))
        }
        // Commands share headings: what stands under one stands together.
        let sections = reader.descriptions.reduce(into: [String]()) {
            if !$0.contains($1.section) { $0.append($1.section) }
        }
        return sections.flatMap { section in reader.descriptions.filter { $0.section == section } }
    }
}
