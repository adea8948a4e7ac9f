import Options
import Program

/// What is asked of a running dojo without saying anything more: `dojo reset`.
protocol PlainVerb: Sendable {
    static var word: String { get }
    static var abstract: String { get }
    static var method: String { get }
    static var path: String { get }
    /// What is sent along; nil: nothing.
    static var body: [String: String]? { get }
    /// What is true from then on.
    static var outcome: String { get }
}

extension PlainVerb {
    static var body: [String: String]? { nil }
}

enum ResetVerb: PlainVerb {
    static let word = "reset"
    static let abstract = "Begins everything anew, empty: orders, topics, settings, counts."
    static let (method, path) = ("POST", "/api/lab/reset")
    static let outcome = "everything is stopped, emptied and started again; dojo status shows it come back"
}

enum ChaosStopVerb: PlainVerb {
    static let word = "chaos stop"
    static let abstract = "Stops chaos, and mends what it broke."
    static let (method, path) = ("DELETE", "/api/lab/chaos")
    static let outcome = "there is no chaos any more; what it broke is mended in a moment"
}

enum DrillStopVerb: PlainVerb {
    static let word = "drill stop"
    static let abstract = "Ends the drill, and mends what it broke."
    static let (method, path) = ("DELETE", "/api/drills/current")
    static let outcome = "there is no drill any more; what it broke is mended in a moment"
}

enum PauseVerb: PlainVerb {
    static let word = "room pause"
    static let abstract = "Pauses ordering: participants place, change and delete nothing until dojo room resume."
    static let (method, path) = ("PUT", "/api/room/ordering")
    static let body: [String: String]? = ["state": "paused"]
    static let outcome = "ordering is paused for participants, until dojo room resume"
}

enum ResumeVerb: PlainVerb {
    static let word = "room resume"
    static let abstract = "Lets participants order again."
    static let (method, path) = ("PUT", "/api/room/ordering")
    static let body: [String: String]? = ["state": "open"]
    static let outcome = "ordering is open"
}

enum StartOverVerb: PlainVerb {
    static let word = "learn start-over"
    static let abstract = "Begins the workshop anew: nothing is ticked off any more."
    static let (method, path) = ("DELETE", "/api/learning")
    static let outcome = "nothing is ticked off any more, on any page"
}

struct PlainCommand<Verb: PlainVerb>: Subcommand {
    static var commandName: String { Verb.word }
    static var abstract: String { Verb.abstract }

    private let options: ClientOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(Verb.method, Verb.path, Verb.body)
        try options.show(answer, text: Verb.outcome + "\n")
        return .success
    }
}
