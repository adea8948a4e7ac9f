import Options
import Program

/// `dojo kafka down`, `up`, `slow 500`: what becomes of the dojo's broker.
struct KafkaCommand: Subcommand {
    static let commandName = "kafka"
    static let abstract = "Takes the dojo's broker down, up, or makes it slow: dojo kafka slow 500"

    private let options: ClientOptions
    private let state: String
    private let delay: Int?

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        state = reader.argument("state", help: "down, up or slow.") ?? ""
        let number = reader.argument(
            "milliseconds", isOptional: true, help: "For slow: how much longer each answer takes, 1 to 10000; else 500."
        )
        delay = number.flatMap { Int($0) }
        if !["down", "up", "slow"].contains(state) {
            reader.reject("state", "expected down, up or slow. For example: dojo kafka down")
        }
        if number != nil, delay == nil || state != "slow" {
            reader.reject("milliseconds", "a whole number, for slow only: dojo kafka slow 500")
        }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        var body: [String: any Encodable & Sendable] = ["state": state]
        if let delay { body["delayMs"] = delay }
        let answer = try await client.ask("PUT", "/api/lab/broker", body)
        try options.show(
            answer,
            text: state == "slow" ? "the broker answers \(delay ?? 500) ms late\n" : "the broker is \(state)\n")
        return .success
    }
}
