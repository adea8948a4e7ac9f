import Options
import Program

/// What is done about chaos, by a seed and a pace.
protocol ChaosVerb: Sendable {
    static var word: String { get }
    static var abstract: String { get }

    static func run(seed: Int, every: Int, _ options: ClientOptions) async throws(CommandError)
}

/// `dojo chaos start --seed 7 --every 20`, and what that would break: `dojo chaos plan`.
struct ChaosCommand<Verb: ChaosVerb>: Subcommand {
    static var commandName: String { "chaos \(Verb.word)" }
    static var abstract: String { Verb.abstract }

    private let seed: Int
    private let every: Int
    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Chaos")
        seed = reader.option(
            "seed", default: 1, in: 0...Int(Int32.max), help: "The same seed breaks the same things.", environment: "")
        every = reader.option(
            "every", default: 20, in: 5...600, help: "Seconds from one thing to the next.", environment: "",
            placeholder: "seconds")
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        try await Verb.run(seed: seed, every: every, options)
        return .success
    }
}

enum ChaosStartVerb: ChaosVerb {
    static let word = "start"
    static let abstract = "Has something break again and again: dojo chaos start --seed 7 --every 20"

    static func run(seed: Int, every: Int, _ options: ClientOptions) async throws(CommandError) {
        let answer = try await DojoClient(options).ask(
            "POST", "/api/lab/chaos", ["seed": seed, "everySeconds": every])
        try options.show(
            answer, text: "every \(every) s something breaks, until dojo chaos stop; dojo chaos plan tells what\n")
    }
}

enum ChaosPlanVerb: ChaosVerb {
    static let word = "plan"
    static let abstract = "Tells what chaos of a seed breaks, and for how long: dojo chaos plan --seed 7"

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

    static func run(seed: Int, every: Int, _ options: ClientOptions) async throws(CommandError) {
        let answer = try await DojoClient(options).ask(
            "GET", "/api/lab/chaos", query: ["seed": "\(seed)", "everySeconds": "\(every)"])
        try options.show(answer, text: text(DojoClient.decode(Answer.self, answer), every: every))
    }

    private static func text(_ answer: Answer, every: Int) -> String {
        var table = TextTable(headings: ["AFTER S", "FOR S", "ACTION", "TARGET", "DETAIL"], right: [0, 1])
        table.rows = answer.steps.map { step in
            ["\((step.number + 1) * every)", "\(step.lasts)", step.action, step.target, step.detail]
        }
        return table.text
    }
}
