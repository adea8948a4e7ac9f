import Foundation
import Options
import Program

/// `dojo groups`: how far they have come.
struct GroupsCommand: Subcommand {
    static let commandName = "groups"
    static let abstract = "Shows the consumer groups of a running dojo: how far each has come, and who reads what."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Group: Decodable {
            let name: String
            let partitions: [Place]
        }

        struct Place: Decodable {
            let topic: String
            let partition: Int
            let position: Int64?
            let end: Int64
            let lag: Int64
            let instance: String?
        }

        let groups: [Group]
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/groups")
        if options.json {
            DojoClient.write(json: answer)
        } else {
            print(Self.text(try DojoClient.decode(Answer.self, answer)), terminator: "")
        }
        return .success
    }

    static func text(_ answer: Answer) -> String {
        var table = TextTable(
            headings: ["GROUP", "TOPIC", "PARTITION", "POSITION", "END", "LAG", "INSTANCE"], right: [2, 3, 4, 5])
        for group in answer.groups {
            for place in group.partitions {
                table.rows.append([
                    group.name, place.topic, "\(place.partition)", place.position.map { "\($0)" } ?? "-",
                    "\(place.end)", "\(place.lag)", place.instance ?? "-",
                ])
            }
        }
        return table.text
    }
}
