import Options
import Program

/// A list that a running dojo answers with, and how it is shown: `dojo groups`.
protocol DojoList: Decodable, Sendable {
    static var word: String { get }
    static var abstract: String { get }
    /// Where it is asked for.
    static var path: String { get }
    var table: TextTable { get }
}

/// Asks for a list and shows it.
struct ListCommand<List: DojoList>: Subcommand {
    static var commandName: String { List.word }
    static var abstract: String { List.abstract }

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", List.path)
        try options.show(answer, text: DojoClient.decode(List.self, answer).table.text)
        return .success
    }
}
