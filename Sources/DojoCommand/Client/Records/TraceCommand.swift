import Foundation
import Options
import Program

/// `dojo trace <order>`: every record about an order, on all topics.
struct TraceCommand: Subcommand {
    static let commandName = "trace"
    static let abstract = "Shows every record about an order, over all topics, in the order of time: dojo trace <id>"

    private let options: ClientOptions
    private let order: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        order = reader.argument("order", help: "The order's id.") ?? ""
        if order.isEmpty { reader.reject("order", "which one? Its id is in the answer to who has placed it") }
    }

    struct Answer: Decodable {
        struct Record: Decodable {
            let topic: String
            let partition: Int
            let offset: Int64
            let sinceOrderMs: Int64
            let handledBy: String?
            let value: Value?
        }

        /// What is known of a value here; one of another form has none of it.
        struct Value: Decodable {
            let action: String?
            let source: String?

            init(from decoder: any Decoder) throws {
                let fields = try? decoder.container(keyedBy: Key.self)
                action = try? fields?.decodeIfPresent(String.self, forKey: .action)
                source = try? fields?.decodeIfPresent(String.self, forKey: .source)
            }

            private enum Key: String, CodingKey { case action, source }
        }

        let records: [Record]
        let complete: Bool
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/orders/\(order)/trace")
        try options.show(answer, text: Self.text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    static func text(_ answer: Answer) -> String {
        var table = TextTable(
            headings: ["AFTER MS", "TOPIC", "PARTITION", "OFFSET", "ACTION", "SOURCE", "INSTANCE"], right: [0, 2, 3])
        table.rows = answer.records.map { record in
            [
                "\(record.sinceOrderMs)", record.topic, "\(record.partition)", "\(record.offset)",
                record.value?.action ?? "-", record.value?.source ?? "-", record.handledBy ?? "-",
            ]
        }
        return table.text + (answer.complete ? "" : "There may be more: not all of the past could be looked at.\n")
    }
}
