import Options
import OrderEvents
import Program

/// `dojo order change <id> --quantity 3`: what is not named stays as it is.
struct OrderChangeCommand: Subcommand {
    static let commandName = "order change"
    static let abstract = "Changes an order; what is not named stays: dojo order change <id> --quantity 3"

    private let options: ClientOptions
    private let fields: OrderFieldOptions
    private let order: String

    init(_ reader: inout OptionReader, environment: [String: String]) {
        fields = OrderFieldOptions(&reader)
        options = ClientOptions(&reader)
        order = reader.argument("id", help: "The order's id, as dojo orders shows it.") ?? ""
        if order.isEmpty { reader.reject("id", "which one? Its id, as dojo orders shows it") }
        if fields.customer == nil, fields.item == nil, fields.quantity == nil, fields.price == nil {
            reader.reject("order", "what is to be changed? --customer, --item, --quantity or --price")
        }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        let old = try DojoClient.decode(ClientOrder.self, try await client.ask("GET", "/api/orders/\(order)"))
        // Of that version: what somebody else changes meanwhile is not undone by what is not named here.
        let answer = try await client.ask(
            "PUT", "/api/orders/\(order)",
            [
                "customerName": fields.customer ?? old.customerName, "item": fields.item ?? old.item,
                "quantity": fields.quantity ?? old.quantity, "price": fields.price ?? old.price,
            ], version: old.version)
        try options.show(answer, text: ClientOrder.table([DojoClient.decode(ClientOrder.self, answer)]).text)
        return .success
    }
}
