import Foundation
import Options
import Program

/// `dojo set failRate 0.5`: changes settings of the running dojo, or shows them.
struct SetCommand: Subcommand {
    static let commandName = "set"
    static let abstract = "Changes settings while everything runs: dojo set failRate 0.5; alone, it shows them."

    private let options: ClientOptions
    private let words: [String]

    /// `null`.
    private struct Nothing: Encodable {
        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        }
    }

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        words = reader.arguments(
            "name value", isOptional: true, help: "A setting and its value, or default; as many as there are.")
        if words.count % 2 != 0 { reader.reject("name value", "'\(words.last ?? "")' needs a value") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        let answer =
            words.isEmpty
            ? try await client.ask("GET", "/api/settings") : try await client.ask("PATCH", "/api/settings", changes)
        if options.json {
            DojoClient.write(json: answer)
            return .success
        }
        let values = (try? JSONSerialization.jsonObject(with: answer)) as? [String: Any] ?? [:]
        var table = TextTable(headings: ["SETTING", "VALUE"], right: [1])
        table.rows = values.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
        print(table.text, terminator: "")
        return .success
    }

    /// Numbers as numbers; what is none as a text, which the dojo takes or refuses.
    private var changes: [String: any Encodable & Sendable] {
        var changes: [String: any Encodable & Sendable] = [:]
        for index in stride(from: 0, to: words.count, by: 2) {
            let (name, text) = (words[index], words[index + 1])
            if text == "default" {
                changes[name] = Nothing()
            } else if let number = Int(text) {
                changes[name] = number
            } else {
                changes[name] = text
            }
        }
        return changes
    }
}
