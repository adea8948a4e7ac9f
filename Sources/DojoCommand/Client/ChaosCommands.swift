import Options
import Program

/// What chaos is asked for by: the same for its plan and its beginning.
private struct ChaosOptions {
    let seed: Int
    let every: Int

    init(_ reader: inout OptionReader) {
        reader.section("Chaos")
        seed = reader.option(
            "seed", default: 1, in: 0...Int(Int32.max), help: "The same seed breaks the same things.", environment: "")
        every = reader.option(
            "every", default: 20, in: 5...600, help: "Seconds from one thing to the next.", environment: "",
            placeholder: "seconds")
    }
}

/// `dojo chaos start --seed 7 --every 20`.
struct ChaosStartCommand: Subcommand {
    static let commandName = "chaos start"
    static let abstract = "Has something break again and again: dojo chaos start --seed 7 --every 20"

    private let chaos: ChaosOptions
    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        chaos = ChaosOptions(&reader)
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(
            "POST", "/api/lab/chaos", ["seed": chaos.seed, "everySeconds": chaos.every])
        try options.show(
            answer,
            text: "every \(chaos.every) s something breaks, until dojo chaos stop; dojo chaos plan tells what\n")
        return .success
    }
}

/// `dojo chaos plan --seed 7`.
struct ChaosPlanCommand: Subcommand {
    static let commandName = "chaos plan"
    static let abstract = "Tells what chaos of a seed breaks, and for how long: dojo chaos plan --seed 7"

    private let chaos: ChaosOptions
    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        chaos = ChaosOptions(&reader)
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Step: Decodable {
            let number: Int
            let action: String
            let target: String
            let detail: String
            let lasts: Int
        }

        let steps: [Step]
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(
            "GET", "/api/lab/chaos", query: ["seed": "\(chaos.seed)", "everySeconds": "\(chaos.every)"])
        try options.show(answer, text: text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    private func text(_ answer: Answer) -> String {
        var table = TextTable(headings: ["AFTER S", "FOR S", "ACTION", "TARGET", "DETAIL"], right: [0, 1])
        table.rows = answer.steps.map { step in
            ["\((step.number + 1) * chaos.every)", "\(step.lasts)", step.action, step.target, step.detail]
        }
        return table.text
    }
}
