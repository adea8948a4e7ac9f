import Foundation
import Options
import Program
import Telemetry

/// `dojo logs fraud-1 -f`: what an instance wrote.
struct LogsCommand: Subcommand {
    static let commandName = "logs"
    static let abstract = "Shows the last lines that an instance wrote: dojo logs fraud-1 -f"

    private let options: ClientOptions
    private let follows: Bool
    private let instance: String

    private struct Page: Decodable {
        struct Line: Decodable { let text: String }
        let lines: [Line]
        let next: Int
    }

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        follows = reader.flag(
            "follow", short: "f", help: "Go on with what it writes from now on; also -f.", environment: "")
        instance = reader.argument("instance", help: "Its name, as dojo status shows it; also gateway-1.") ?? ""
        if instance.isEmpty { reader.reject("instance", "which one? For example: dojo logs notification-2") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        var after: Int?
        repeat {
            let answer = try await client.ask(
                "GET", "/api/lab/instances/\(instance)/output", query: after.map { ["after": "\($0)"] } ?? [:])
            guard let page = try? JSONDecoder().decode(Page.self, from: answer) else {
                throw CommandError(.failure, "the dojo's answer is not what this command knows")
            }
            if options.json, !page.lines.isEmpty || after == nil {
                DojoClient.write(json: answer)
            } else if !options.json {
                StandardStream.output.write(Array(page.lines.map { $0.text + "\n" }.joined().utf8))
            }
            after = page.next
            if follows, page.lines.isEmpty { try? await Task.sleep(for: .milliseconds(500)) }
        } while follows
        return .success
    }
}
