import Foundation
import Options
import Program

/// `dojo room`: who is here.
struct RoomCommand: Subcommand {
    static let commandName = "room"
    static let abstract = "Shows who is in the room, what each has ordered, what is hidden, and how to join."

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) { options = ClientOptions(&reader) }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("GET", "/api/room")
        try options.show(answer, text: DojoClient.decode(RoomDocument.self, answer).text)
        return .success
    }
}

/// Whether something is on the room's screens.
protocol ScreenVerb: Sendable {
    static var word: String { get }
    static var abstract: String { get }
    static var hides: Bool { get }
    /// What is true from then on: "Ann …".
    static var outcome: String { get }
}

enum HideVerb: ScreenVerb {
    static let word = "hide"
    static let abstract = "Takes a name, or an order, off the screens: dojo room hide Ann"
    static let hides = true
    static let outcome = "is on no screen any more, until dojo room show"
}

enum ShowVerb: ScreenVerb {
    static let word = "show"
    static let abstract = "Puts a name, or an order, back on the screens: dojo room show Ann"
    static let hides = false
    static let outcome = "is on the screens again"
}

/// `dojo room hide Ann`, `dojo room show --order <id>`.
struct ScreenCommand<Verb: ScreenVerb>: Subcommand {
    static var commandName: String { "room \(Verb.word)" }
    static var abstract: String { Verb.abstract }

    private let options: ClientOptions
    private let kind: String
    private let id: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Room")
        let order = reader.option(
            "order", as: String.self, help: "An order, instead of a name.", environment: "", placeholder: "id")
        options = ClientOptions(&reader)
        let name = reader.argument(
            "name", isOptional: true, help: "A nickname, or a customer's.")
        (kind, id) = order.map { ("order", $0) } ?? ("name", name ?? "")
        if (name == nil) == (order == nil) {
            reader.reject("name", "what? Either a name, or --order and its id. For example: dojo room \(Verb.word) Ann")
        }
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(
            "PUT", "/api/room/hidden", ["kind": kind, "id": id, "hidden": Verb.hides])
        try options.show(answer, text: "\(id) \(Verb.outcome)\n")
        return .success
    }
}

/// `dojo room disconnect Ann`.
struct DisconnectCommand: Subcommand {
    static let commandName = "room disconnect"
    static let abstract = "Sends everybody of a name away, from every gateway: dojo room disconnect Ann"

    private let options: ClientOptions
    private let name: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        name = reader.argument("name", help: "Whose connections are closed, as dojo room shows it.") ?? ""
        if name.isEmpty { reader.reject("name", "who? For example: dojo room disconnect Ann") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("POST", "/api/disconnect", ["name": name])
        try options.show(answer, text: text(DojoClient.decode([String: Int].self, answer)))
        return .success
    }

    private func text(_ answer: [String: Int]) -> String {
        let count = answer["disconnected"] ?? 0
        return "\(count) connection\(count == 1 ? "" : "s") of \(name) closed\n"
    }
}
