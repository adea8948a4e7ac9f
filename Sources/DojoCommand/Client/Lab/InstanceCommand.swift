import Options
import Program

/// `dojo kill notification-2`, and the like.
struct InstanceCommand<Verb: InstanceVerb>: Subcommand {
    static var commandName: String { Verb.word }
    static var abstract: String { Verb.abstract }

    private let options: ClientOptions
    private let instance: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        instance = reader.argument("instance", help: "Its name, as dojo status shows it.") ?? ""
        if instance.isEmpty { reader.reject("instance", "which one? For example: dojo \(Verb.word) notification-2") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        let answer = try await client.ask("POST", "/api/lab/instances/\(instance)/\(Verb.word)")
        try options.show(answer, text: "\(instance) \(Verb.outcome)\n")
        return .success
    }
}
