import Foundation
import Options
import Program

/// `dojo topics`: where they begin and end.
struct TopicsCommand: Subcommand {
    static let commandName = "topics"
    static let abstract = "Shows the topics of a running dojo: where each partition begins and ends."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Topic: Decodable {
            let name: String
            let partitions: [Partition]
        }

        struct Partition: Decodable {
            let partition: Int
            let begin: Int64
            let end: Int64
        }

        let topics: [Topic]
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/topics")
        if options.json {
            DojoClient.write(json: answer)
        } else {
            print(Self.text(try DojoClient.decode(Answer.self, answer)), terminator: "")
        }
        return .success
    }

    static func text(_ answer: Answer) -> String {
        var table = TextTable(headings: ["TOPIC", "PARTITION", "BEGIN", "END", "RECORDS"], right: [1, 2, 3, 4])
        for topic in answer.topics {
            for partition in topic.partitions {
                table.rows.append([
                    topic.name, "\(partition.partition)", "\(partition.begin)", "\(partition.end)",
                    "\(partition.end - partition.begin)",
                ])
            }
        }
        return table.text
    }
}
