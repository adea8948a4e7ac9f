import Options
import Program

/// `dojo orders`: the newest; `dojo orders <id>`: this one.
struct OrderListCommand: Subcommand {
    static let commandName = "orders"
    static let abstract = "Shows the newest orders, or the one with an id: dojo orders --limit 50"

    private let options: ClientOptions
    private let limit: Int
    private let order: String?

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Orders")
        limit = reader.option("limit", default: 20, in: 1...200, help: "How many of the newest.", environment: "")
        options = ClientOptions(&reader)
        order = reader.argument("id", isOptional: true, help: "Only this one.")
    }

    struct Page: Decodable {
        let orders: [ClientOrder]
        let total: Int
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        if let order {
            let answer = try await client.ask("GET", "/api/orders/\(order)")
            try options.show(answer, text: ClientOrder.table([DojoClient.decode(ClientOrder.self, answer)]).text)
            return .success
        }
        let answer = try await client.ask("GET", "/api/orders", query: ["limit": "\(limit)"])
        try options.show(answer, text: Self.text(DojoClient.decode(Page.self, answer)))
        return .success
    }

    private static func text(_ page: Page) -> String {
        if page.orders.isEmpty { return "There are no orders.\n" }
        let more = page.total > page.orders.count
        return ClientOrder.table(page.orders).text
            + (more ? "\(page.total) in all: --limit shows more, up to 200.\n" : "")
    }
}
