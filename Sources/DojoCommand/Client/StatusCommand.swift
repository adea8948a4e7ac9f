import Options
import Program

/// `dojo status`: how everything is doing.
struct StatusCommand: Subcommand {
    static let commandName = "status"
    static let abstract = "Shows how the broker, the gateways and every instance are doing."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        let answer = try await client.ask("GET", "/api/system")
        try options.show(answer, text: SystemDocument(answer).text(of: client.url))
        return .success
    }
}
