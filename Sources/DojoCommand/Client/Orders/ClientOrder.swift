import Foundation
import OrderEvents

/// An order as the API tells it and as it is shown.
struct ClientOrder: Decodable {
    let id: String
    let customerName: String
    let item: String
    let quantity: Int
    let price: Price
    let createdAt: String
    let version: Int64

    static func table(_ orders: [ClientOrder]) -> TextTable {
        var table = TextTable(headings: ["ID", "CREATED", "CUSTOMER", "ITEM", "QUANTITY", "PRICE"], right: [4, 5])
        table.rows = orders.map { order in
            [order.id, order.createdAt, order.customerName, order.item, "\(order.quantity)", order.price.dollars]
        }
        return table
    }
}
