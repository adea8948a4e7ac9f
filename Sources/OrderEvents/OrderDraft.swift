import Foundation
import JSONText

/// What a caller says of an order, checked field by field.
public struct OrderDraft: Hashable, Sendable {
    public var customerName: String
    public var item: String
    public var quantity: Int
    public var price: Price

    public init(customerName: String, item: String, quantity: Int, price: Price) {
        self.customerName = customerName
        self.item = item
        self.quantity = quantity
        self.price = price
    }

    /// The same text for the same draft, however the caller wrote it.
    public var canonicalJSON: String {
        let bytes = JSONWriter.object {
            $0.field("customerName", customerName)
            $0.field("item", item)
            $0.field("quantity", quantity)
            $0.raw("price", price.description.utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public static let textLength = 1...100
    public static let quantities = 1...1000
    public static let prices = Price(cents: 0)...Price(cents: 10_000_000)

    /// Reads and checks the body of a request.
    ///
    /// - Throws: every problem at once, each with the field that it is about.
    public init(json: [UInt8]) throws(InvalidOrder) {
        // Foundation's decoder lets more through than is JSON, and takes ten times as long.
        guard JSONText.isValid(json), let fields = OrderFields(validJSON: json) else { throw InvalidOrder.malformed }
        self = try fields.draft()
    }

    /// - Parameter others: fields that may stand beside the draft's own and mean nothing here (a command's `id`).
    init(_ fields: [String: JSONField], allowing others: Set<String>) throws(InvalidOrder) {
        var problems: [FieldProblem] = []
        let customerName = Self.text("customerName", in: fields, &problems)
        let item = Self.text("item", in: fields, &problems)
        let quantity = Self.quantity(in: fields, &problems)
        let price = Self.price(in: fields, &problems)
        let known = others.union(["customerName", "item", "quantity", "price"])
        for name in fields.keys.filter({ !known.contains($0) }).sorted() {
            problems.append(FieldProblem(field: name, message: "is not a field of an order that a caller may set"))
        }
        guard problems.isEmpty, let customerName, let item, let quantity, let price else {
            throw InvalidOrder.fields(problems)
        }
        self.init(customerName: customerName, item: item, quantity: quantity, price: price)
    }

    private static func text(
        _ name: String, in fields: [String: JSONField], _ problems: inout [FieldProblem]
    ) -> String? {
        let message: String
        switch fields[name] {
        case .text(let text):
            do throws(WrittenText.Problem) {
                return try WrittenText.read(text, length: textLength)
            } catch {
                message = error.message
            }
        case nil: message = "is required"
        case .some(let other): message = "must be a text, not \(other.kind)"
        }
        problems.append(FieldProblem(field: name, message: message))
        return nil
    }

    private static func quantity(in fields: [String: JSONField], _ problems: inout [FieldProblem]) -> Int? {
        var range: String { "\(quantities.lowerBound) to \(quantities.upperBound)" }
        let message: String
        switch fields["quantity"] {
        case .number(let number):
            if number >= Decimal(quantities.lowerBound), number <= Decimal(quantities.upperBound) {
                let whole = NSDecimalNumber(decimal: number).intValue
                if Decimal(whole) == number { return whole }
            }
            message = "must be a whole number from \(range)"
        case nil: message = "is required"
        case .some(let other): message = "must be a whole number from \(range), not \(other.kind)"
        }
        problems.append(FieldProblem(field: "quantity", message: message))
        return nil
    }

    private static let limits = (
        low: Decimal(prices.lowerBound.cents) / 100, high: Decimal(prices.upperBound.cents) / 100
    )

    private static func price(in fields: [String: JSONField], _ problems: inout [FieldProblem]) -> Price? {
        var range: String { "\(prices.lowerBound) to \(prices.upperBound)" }
        let message: String
        switch fields["price"] {
        case .number(let number):
            if number < limits.low || number > limits.high {
                message = "must be a number from \(range)"
            } else if let price = Price(number) {
                return price
            } else {
                message = "must have at most two decimals"
            }
        case nil: message = "is required"
        case .some(let other): message = "must be a number from \(range), not \(other.kind)"
        }
        problems.append(FieldProblem(field: "price", message: message))
        return nil
    }
}
