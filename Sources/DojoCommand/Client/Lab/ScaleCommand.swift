import Options
import Program

/// `dojo scale fraud 3`.
struct ScaleCommand: Subcommand {
    static let commandName = "scale"
    static let abstract = "Says how many instances of a service are to run: dojo scale fraud 3"

    private let options: ClientOptions
    private let service: String
    private let count: Int

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        service = reader.argument("service", help: "notification, fraud, analytics or audit.") ?? ""
        let number = reader.argument("count", help: "How many, 0 to 16.")
        count = number.flatMap { Int($0) } ?? -1
        if service.isEmpty { reader.reject("service", "which one? For example: dojo scale fraud 3") }
        if count < 0 { reader.reject("count", "how many? For example: dojo scale fraud 3") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        let answer = try await client.ask("PUT", "/api/lab/services/\(service)", ["count": count])
        try options.show(
            answer,
            text: "\(service): \(count) \(count == 1 ? "is" : "are") to run; dojo status shows them come and go\n")
        return .success
    }
}
