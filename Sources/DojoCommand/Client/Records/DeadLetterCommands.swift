import Foundation
import Options
import Program

/// `dojo dlq list`.
struct DeadLetterListCommand: Subcommand {
    static let commandName = "dlq list"
    static let abstract = "Shows the dead letters, newest first: why they are there, and what was done about them."

    private let options: ClientOptions
    private let limit: Int

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Dead letters")
        limit = reader.option("limit", default: 20, in: 1...200, help: "How many of the newest.", environment: "")
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Letter: Decodable {
            let id: String
            let topic: String
            let timestamp: Int64
            let kind: String
            let orderId: String?
            let reason: String
            let attempts: Int
            let group: String
            let state: String
            let redriveCount: Int
            let outcome: String?
        }

        let letters: [Letter]
        let next: String?
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/dead-letters", query: ["limit": "\(limit)"])
        try options.show(answer, text: Self.text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    static func text(_ answer: Answer) -> String {
        if answer.letters.isEmpty { return "There are no dead letters.\n" }
        var table = TextTable(
            headings: ["ID", "TOPIC", "KIND", "ORDER", "GROUP", "ATTEMPTS", "STATE", "OUTCOME", "REASON"], right: [5])
        for letter in answer.letters {
            let state = letter.redriveCount > 1 ? "\(letter.state) ×\(letter.redriveCount)" : letter.state
            table.rows.append([
                letter.id, letter.topic, letter.kind, letter.orderId ?? "-", letter.group, "\(letter.attempts)", state,
                letter.outcome ?? "-", letter.reason,
            ])
        }
        return table.text + (answer.next == nil ? "" : "There are older ones: --limit shows more.\n")
    }
}

/// What is done to dead letters.
protocol DeadLetterVerb {
    /// As the API calls it.
    static var name: String { get }
    static var abstract: String { get }
    /// What was done, for a sentence: `3 redriven`.
    static var done: String { get }
    /// Whether it can be done again to those to which it, or the other, was done.
    static var repeats: Bool { get }
}

enum RedriveVerb: DeadLetterVerb {
    static let name = "redrive"
    static let abstract = "Sends dead letters back to where they came from: dojo dlq redrive --all"
    static let done = "redriven"
    static let repeats = true
}

enum DiscardVerb: DeadLetterVerb {
    static let name = "discard"
    static let abstract = "Puts dead letters aside: dojo dlq discard <id>"
    static let done = "discarded"
    static let repeats = false
}

/// `dojo dlq redrive` and `dojo dlq discard`.
struct DeadLetterCommand<Verb: DeadLetterVerb>: Subcommand {
    static var commandName: String { "dlq \(Verb.name)" }
    static var abstract: String { Verb.abstract }

    private let options: ClientOptions
    private let all: Bool
    private let again: Bool
    private let ids: [String]

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Dead letters")
        all = reader.flag("all", help: "All about which nothing was done yet.", environment: "")
        again =
            Verb.repeats
            && reader.flag("again", help: "Also those that were redriven or discarded before.", environment: "")
        options = ClientOptions(&reader)
        ids = reader.arguments("id", isOptional: true, help: "Which, as dojo dlq list shows them.")
        if all == !ids.isEmpty { reader.reject("id", "which ones? Either their ids, or --all") }
    }

    func run() async throws(CommandError) -> ExitCode {
        var body: [String: any Encodable & Sendable] = [:]
        if all { body["all"] = true } else { body["ids"] = ids }
        if again { body["again"] = true }
        let answer = try await DojoClient(options).ask("POST", "/api/dead-letters/\(Verb.name)", body)
        try options.show(answer, text: text(DojoClient.decode([String: Int].self, answer)))
        return .success
    }

    private func text(_ counts: [String: Int]) -> String {
        let (done, skipped) = (counts[Verb.done] ?? 0, counts["skipped"] ?? 0)
        return "\(done) \(Verb.done)" + (skipped > 0 ? ", \(skipped) left as they are" : "") + "\n"
    }
}
