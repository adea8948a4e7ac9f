import Foundation

/// An amount of money in cents. Decimal arithmetic throughout: no `Double` ever holds a price.
public struct Price: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let cents: Int64

    public init(cents: Int64) { self.cents = cents }

    /// Nil where `amount` has more than two decimals or is beyond what an `Int64` of cents holds.
    public init?(_ amount: Decimal) {
        let scaled = amount * 100
        guard abs(scaled) <= Decimal(Int64.max / 1000) else { return nil }
        let cents = NSDecimalNumber(decimal: scaled).int64Value
        guard Decimal(cents) == scaled else { return nil }
        self.init(cents: cents)
    }

    /// Reads what ``description`` writes.
    public init?(_ text: String) {
        if let price = Price(digits: text.utf8Span.span) {
            self = price
            return
        }
        guard let amount = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else { return nil }
        self.init(amount)
    }

    /// Reads a JSON number of the shortest kind: digits, and after a point one or two more. Nil for every other.
    init?(digits text: Span<UInt8>) {
        guard text.count > 0, text.count <= 13 else { return nil }
        var cents: Int64 = 0
        var decimals: Int?
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                cents = cents * 10 + Int64(text[index] & 15)
                decimals = decimals.map { $0 + 1 }
            case UInt8(ascii: ".") where decimals == nil && index > 0: decimals = 0
            default: return nil
            }
        }
        switch decimals {
        case nil: self.init(cents: cents * 100)
        case 1: self.init(cents: cents * 10)
        case 2: self.init(cents: cents)
        default: return nil
        }
    }

    public static func < (a: Price, b: Price) -> Bool { a.cents < b.cents }

    /// As much as an `Int64` of cents holds where it would be more: a record may claim any quantity.
    public static func * (price: Price, quantity: Int) -> Price {
        let (cents, overflow) = price.cents.multipliedReportingOverflow(by: Int64(quantity))
        return Price(cents: overflow ? ((price.cents < 0) == (quantity < 0) ? .max : .min) : cents)
    }

    /// The shortest JSON number: `12`, `12.5`, `12.34`.
    public var description: String {
        let (whole, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = cents < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// For sentences: `$12.50`.
    public var dollars: String {
        let (whole, rest) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(cents < 0 ? "-" : "")$\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Price: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let price = Price(try container.decode(Decimal.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an amount with two decimals")
        }
        self = price
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Decimal(cents) / 100)
    }
}
