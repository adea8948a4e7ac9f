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

    /// Every option that has a variable; one that several programs share stands once.
    static var options: [OptionDescription] {
        var options: [OptionDescription] = []
        // A reader each: a flag of one command may have the name of another's option.
        func add(_ read: (inout OptionReader) -> Void) {
            var reader = OptionReader(command: "", abstract: "", arguments: [], environment: [:])
            read(&reader)
            for option in reader.descriptions where !options.contains(where: { $0.environment == option.environment }) {
                options.append(option)
            }
        }
        for command in Dojo.commands where command != Self.self { add { _ = command.init(&$0, environment: [:]) } }
        add { _ = GatewayOptions(&$0, environment: [:]) }
        for kind in ServiceKind.allCases {
            add { _ = ServiceOptions(&$0, kind: kind, environment: [:], scripts: ScriptFolder("")) }
        }
        // Commands share headings: what stands under one stands together.
        let sections = options.reduce(into: [String]()) { if !$0.contains($1.section) { $0.append($1.section) } }
        return sections.flatMap { section in options.filter { $0.section == section } }
    }
}
