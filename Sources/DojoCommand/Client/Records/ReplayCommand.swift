import Foundation
import Options
import OrderEvents
import Program

/// `dojo replay --group fraud-group --from-beginning`.
struct ReplayCommand: Subcommand {
    static let commandName = "replay"
    static let abstract = "Has a consumer group read again: dojo replay --group fraud-group --from-beginning"

    private let options: ClientOptions
    private let group: String
    private let from: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Replay")
        group =
            reader.option(
                "group", as: String.self, help: "Which group, as dojo groups shows it.", environment: "",
                placeholder: "group") ?? ""
        let beginning = reader.flag(
            "from-beginning", help: "From the first record that there is still.", environment: "")
        let time = reader.option(
            "from", as: String.self, help: "From a time on: 2026-02-05T12:31:17Z", environment: "", placeholder: "time")
        options = ClientOptions(&reader)
        from = beginning ? "beginning" : time ?? ""
        if group.isEmpty { reader.reject("group", "which one? For example: --group fraud-group") }
        if beginning == (time != nil) {
            reader.reject("from", "from where? Either --from-beginning, or --from and a time")
        } else if let time, Timestamp(iso8601: time) == nil {
            reader.reject("from", .noTime(time))
        }
    }

    struct Answer: Decodable {
        let partitions: Int
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("POST", "/api/lab/replay", ["group": group, "from": from])
        try options.show(answer, text: text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    private func text(_ answer: Answer) -> String {
        let count = answer.partitions
        let place = from == "beginning" ? "the beginning" : from
        return "\(group) is to read \(count) partition\(count == 1 ? "" : "s") again from \(place);"
            + " dojo replays shows how far it has come\n"
    }
}
