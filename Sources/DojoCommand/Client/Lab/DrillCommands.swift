import Foundation
import Options
import Program

extension ClientOptions {
    /// Writes what a drill's command answers.
    fileprivate func show(drill answer: Data) throws(CommandError) {
        try show(answer, text: DojoClient.decode(DrillAnswer.self, answer).text)
    }
}

/// `dojo drill start --seed 3`.
struct DrillStartCommand: Subcommand {
    static let commandName = "drill start"
    static let abstract = "Draws a fault and injects it unseen: dojo drill start --seed 3"

    private let options: ClientOptions
    private let seed: Int?

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Drill")
        seed = reader.option(
            "seed", as: Int.self, in: 0...Int(Int32.max), help: "The same seed draws the same fault; without it, any.",
            environment: "")
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("POST", "/api/drills", seed.map { ["seed": $0] })
        try options.show(drill: answer)
        return .success
    }
}

/// `dojo drill guess killed notification`.
struct DrillGuessCommand: Subcommand {
    static let commandName = "drill guess"
    static let abstract =
        "Says what it is: dojo drill guess killed notification; alone, it shows what there is to choose."

    private let options: ClientOptions
    private let fault: String?
    private let place: String?

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        fault = reader.argument("fault", isOptional: true, help: "What is wrong: killed, frozen, slow, …")
        place = reader.argument("place", isOptional: true, help: "Where: notification, broker, …")
        if fault != nil, place == nil { reader.reject("place", "where? For example: dojo drill guess slow broker") }
    }

    struct Choices: Decodable {
        struct Choice: Decodable {
            let id: String
            let title: String
        }

        let faults: [Choice]
        let places: [Choice]

        var text: String {
            [("FAULT", faults), ("PLACE", places)].map { heading, choices in
                TextTable(headings: [heading, ""], rows: choices.map { [$0.id, $0.title] }).text
            }.joined()
        }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        if let fault, let place {
            let answer = try await client.ask("POST", "/api/drills/current/guesses", ["fault": fault, "place": place])
            try options.show(drill: answer)
            return .success
        }
        let answer = try await client.ask("GET", "/api/drills")
        try options.show(answer, text: DojoClient.decode(Choices.self, answer).text)
        return .success
    }
}

/// `dojo drill reveal`: the debrief.
struct DrillRevealCommand: Subcommand {
    static let commandName = "drill reveal"
    static let abstract =
        "Tells what the drill is about; what it broke stays so until it is mended, or dojo drill stop."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) { options = ClientOptions(&reader) }

    func run() async throws(CommandError) -> ExitCode {
        try options.show(drill: try await DojoClient(options).ask("POST", "/api/drills/current/reveal"))
        return .success
    }
}

/// `dojo drill`: how far it has come.
struct DrillCommand: Subcommand {
    static let commandName = "drill"
    static let abstract = "Shows how far the drill has come."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) { options = ClientOptions(&reader) }

    func run() async throws(CommandError) -> ExitCode {
        try options.show(drill: try await DojoClient(options).ask("GET", "/api/drills/current"))
        return .success
    }
}
