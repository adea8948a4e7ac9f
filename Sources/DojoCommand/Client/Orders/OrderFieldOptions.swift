import Foundation
import Options
import OrderEvents

/// What an order is made of, as options say it; nil is what they say nothing about.
struct OrderFieldOptions: Sendable {
    let customer: String?
    let item: String?
    let quantity: Int?
    let price: Price?

    init(_ reader: inout OptionReader) {
        reader.section("Order")
        customer = reader.option(
            "customer", as: String.self, help: "Who orders.", environment: "", placeholder: "name")
        item = reader.option("item", as: String.self, help: "What.", environment: "", placeholder: "name")
        quantity = reader.option("quantity", as: Int.self, help: "How many, 1 to 1000.", environment: "")
        price = reader.option("price", as: Price.self, help: "Of one: 4.5", environment: "")
    }
}
