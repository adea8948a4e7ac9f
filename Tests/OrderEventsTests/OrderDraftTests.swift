import Foundation
import OrderEvents
import Testing

@Suite("Order validation")
struct OrderDraftTests {
    private func problems(_ json: String) -> [String: String] {
        let result = Result { () throws(InvalidOrder) in try OrderDraft(json: Array(json.utf8)) }
        return switch result {
        case .success: [:]
        case .failure(.malformed): ["": "malformed"]
        case .failure(.fields(let problems)):
            Dictionary(problems.map { ($0.field, $0.message) }) { first, _ in first }
        }
    }

    private func order(
        customerName: String = #""Ann""#, item: String = #""Pizza""#, quantity: String = "2", price: String = "12.5"
    ) -> String {
        #"{"customerName":\#(customerName),"item":\#(item),"quantity":\#(quantity),"price":\#(price)}"#
    }

    @Test func takesAnOrder() throws {
        let draft = try OrderDraft(json: Array(order(customerName: #""  Ann ""#).utf8))
        #expect(draft == OrderDraft(customerName: "Ann", item: "Pizza", quantity: 2, price: Price(cents: 1250)))
    }

    @Test func theSameOrderIsTheSameTextHoweverItIsWritten() throws {
        let one = try OrderDraft(json: Array(order(price: "12.50").utf8))
        let other = try OrderDraft(
            json: Array(#"{ "price": 1.25e1, "quantity": 2.0, "item": "P\u0069zza", "customerName": " Ann" }"#.utf8))
        #expect(one.canonicalJSON == other.canonicalJSON)
        #expect(one.canonicalJSON == #"{"customerName":"Ann","item":"Pizza","quantity":2,"price":12.5}"#)
    }

    @Test(arguments: [
        ("0", true), ("0.01", true), ("100000", true), ("100000.01", false), ("-0.01", false),
        ("12.345", false), ("0.1e1", true), ("1e400", false), (#""12""#, false), ("null", false), ("true", false),
        ("99999.99", true), ("12.30", true),
    ])
    func checksThePrice(_ price: String, _ good: Bool) {
        #expect(problems(order(price: price)).isEmpty == good)
    }

    @Test(arguments: [
        ("1", true), ("1000", true), ("0", false), ("1001", false), ("-1", false), ("1.5", false),
        ("2.0", true), (#""2""#, false), ("[]", false), ("{}", false), ("99999999999999999999", false),
    ])
    func checksTheQuantity(_ quantity: String, _ good: Bool) {
        #expect(problems(order(quantity: quantity)).isEmpty == good)
    }

    @Test(arguments: [(1, true), (100, true), (101, false), (0, false)])
    func checksLengths(_ length: Int, _ good: Bool) {
        let text = "\"\(String(repeating: "é", count: length))\""
        #expect(problems(order(customerName: text)).isEmpty == good)
        #expect(problems(order(item: text)).isEmpty == good)
    }

    @Test func namesEveryProblemAtOnce() {
        let found = problems(#"{"customerName":"   ","quantity":"two","price":1.234,"status":"eaten","id":1}"#)
        #expect(Set(found.keys) == ["customerName", "item", "quantity", "price", "status", "id"])
        #expect(found["item"] == "is required")
        #expect(found["quantity"] == "must be a whole number from 1 to 1000, not a text")
        #expect(found["price"] == "must have at most two decimals")
    }

    @Test(arguments: ["", "{", "[]", "7", "null", "\"x\"", "{\"a\":}"])
    func tellsMalformedFromInvalid(_ json: String) {
        #expect(problems(json) == ["": "malformed"])
    }

    @Test func refusesControlCharacters() {
        #expect(problems(order(customerName: #""a\u0000b""#)).keys.contains("customerName"))
    }

    /// What a name may not do to the line that it stands in.
    @Test(arguments: [#"\u202Egnp.exe"#, #"Ann\u2066"#, #"\u202A"#])
    func refusesWhatTurnsTheDirectionOfText(_ name: String) {
        #expect(problems(order(customerName: "\"\(name)\"")) == ["customerName": "must not contain control characters"])
    }

    @Test(arguments: [#"\u200B"#, #"\u200D\uFE0F \u2060"#, #"\u3164"#])
    func refusesWhatShowsNothing(_ name: String) {
        #expect(problems(order(item: "\"\(name)\"")) == ["item": "must be 1 to 100 characters long"])
    }

    @Test(arguments: ["عمر", "דנה", "👩‍🍳 Ana", "Zoë", "a\u{200D}b", "नमस्ते"])
    func takesNamesOfAllWritings(_ name: String) {
        #expect(problems(order(customerName: "\"\(name)\"")).isEmpty)
    }

    @Test(arguments: [("12", 1200), ("12.5", 1250), ("0.05", 5), ("100000", 10_000_000)])
    func pricesAreExact(_ text: String, _ cents: Int64) {
        #expect(Price(text)?.cents == cents)
        #expect(Price(cents: cents).description == text)
    }

    @Test func amountsUseDecimalArithmetic() {
        #expect(Price("33.34")! * 3 == Price(cents: 10_002))
        #expect(Price(cents: 10_001).dollars == "$100.01")
    }
}
