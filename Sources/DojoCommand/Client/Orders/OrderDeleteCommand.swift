import Options
import Program

/// `dojo order delete <id>`.
struct OrderDeleteCommand: Subcommand {
    static let commandName = "order delete"
    static let abstract = "Deletes an order: dojo order delete <id>"

    private let options: ClientOptions
    private let order: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        options = ClientOptions(&reader)
        order = reader.argument("id", help: "The order's id, as dojo orders shows it.") ?? ""
        if order.isEmpty { reader.reject("id", "which one? Its id, as dojo orders shows it") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("DELETE", "/api/orders/\(order)")
        try options.show(answer, text: "\(order) is deleted\n")
        return .success
    }
}
