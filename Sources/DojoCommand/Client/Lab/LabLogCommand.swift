import Foundation
import Options
import OrderEvents
import Program

/// `dojo lab log`: what was done.
struct LabLogCommand: Subcommand {
    static let commandName = "lab log"
    static let abstract =
        "Shows what was done to the system, when and by whom: the instructor, chaos, a drill or dojo up."

    private let options: ClientOptions
    private let limit: Int

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Log")
        limit = reader.option("limit", default: 20, in: 1...1000, help: "How many of the newest.", environment: "")
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Entry: Decodable {
            let at: Int64
            let by: String
            let action: String
            let target: String
            let detail: String
        }

        let entries: [Entry]
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/lab/log", query: ["limit": "\(limit)"])
        try options.show(answer, text: Self.text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    private static func text(_ answer: Answer) -> String {
        if answer.entries.isEmpty { return "Nothing was done yet.\n" }
        var table = TextTable(headings: ["TIME", "BY", "ACTION", "TARGET", "DETAIL"])
        table.rows = answer.entries.map { entry in
            ["\(Timestamp(milliseconds: entry.at))", entry.by, entry.action, entry.target, entry.detail]
        }
        return table.text
    }
}
