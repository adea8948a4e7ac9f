import Options
import OrderEvents
import Program

/// `dojo order place --customer Ann --item "Miso soup" --price 4.2`.
struct OrderPlaceCommand: Subcommand {
    static let commandName = "order place"
    static let abstract = "Places an order: dojo order place --customer Ann --item 'Miso soup' --price 4.2"

    private let options: ClientOptions
    private let fields: OrderFieldOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        fields = OrderFieldOptions(&reader)
        options = ClientOptions(&reader)
        reader.demand("customer", "who orders? For example: --customer Ann")
        reader.demand("item", "what is ordered? For example: --item 'Miso soup'")
        reader.demand("price", "what does one cost? For example: --price 4.2")
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(
            "POST", "/api/orders",
            [
                "customerName": fields.customer, "item": fields.item, "quantity": fields.quantity ?? 1,
                "price": fields.price,
            ])
        try options.show(answer, text: Self.text(DojoClient.decode(ClientOrder.self, answer)))
        return .success
    }

    private static func text(_ order: ClientOrder) -> String {
        "\(order.id) is placed; dojo trace \(order.id) shows what becomes of it\n"
    }
}
