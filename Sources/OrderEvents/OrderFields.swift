import Foundation
import JSONText

/// A caller's JSON object, before it is checked: the body of a request, or the `data` of a command.
public struct OrderFields: Hashable, Sendable, Decodable {
    private let fields: [String: JSONField]

    public init(from decoder: any Decoder) throws {
        fields = try decoder.singleValueContainer().decode([String: JSONField].self)
    }

    /// Reads an object's text, which must be valid JSON; nil where it is something else.
    public init?(validJSON text: [UInt8]) {
        var fields: [String: JSONField] = [:]
        var isReadable = true
        let isObject = JSONObjectScanner.forEachField(of: text.span) { name, value in
            if let name = JSONObjectScanner.decode(string: text.span.extracting(name)) {
                fields[name] = JSONField(validJSON: text.span.extracting(value))
            } else {
                isReadable = false
            }
        }
        guard isObject, isReadable else { return nil }
        self.fields = fields
    }

    /// The text of a field; nil where it is absent or no text.
    public func text(_ name: String) -> String? {
        if case .text(let text) = fields[name] { text } else { nil }
    }

    /// The whole number of a field; nil where it is absent or no whole number.
    public func integer(_ name: String) -> Int64? {
        guard case .number(let number) = fields[name], abs(number) < Decimal(Int64.max / 2) else { return nil }
        let whole = NSDecimalNumber(decimal: number).int64Value
        return Decimal(whole) == number ? whole : nil
    }

    public func contains(_ name: String) -> Bool { fields[name] != nil }

    /// The order in it, checked field by field.
    ///
    /// - Parameter others: fields that may stand beside the order's own.
    public func draft(allowing others: Set<String> = []) throws(InvalidOrder) -> OrderDraft {
        try OrderDraft(fields, allowing: others)
    }
}

/// One value of a caller's object, told apart just far enough to say what is wrong with it.
enum JSONField: Hashable, Sendable, Decodable {
    case text(String)
    case number(Decimal)
    case other(kind: String)

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if (try? value.decode(Bool.self)) != nil {
            self = .other(kind: "a boolean")
        } else if let number = try? value.decode(Decimal.self) {
            self = .number(number)
        } else if value.decodeNil() {
            self = .other(kind: "null")
        } else if (try? decoder.unkeyedContainer()) != nil {
            self = .other(kind: "an array")
        } else if (try? decoder.container(keyedBy: NoKey.self)) != nil {
            self = .other(kind: "an object")
        } else {
            self = .other(kind: Self.unreadable)
        }
    }

    /// Reads a value's text, which must be valid JSON.
    init(validJSON text: Span<UInt8>) {
        switch text[0] {
        case UInt8(ascii: "\""):
            self = JSONObjectScanner.decode(string: text).map { .text($0) } ?? .other(kind: Self.unreadable)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .other(kind: "a boolean")
        case UInt8(ascii: "n"): self = .other(kind: "null")
        case UInt8(ascii: "["): self = .other(kind: "an array")
        case UInt8(ascii: "{"): self = .other(kind: "an object")
        default:
            let digits = String(decoding: JSONObjectScanner.copy(text), as: UTF8.self)
            let number = Decimal(string: digits, locale: Locale(identifier: "en_US_POSIX"))
            self = number.map { .number($0) } ?? .other(kind: Self.unreadable)
        }
    }

    private static let unreadable = "a value that cannot be read"

    var kind: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .other(let kind): kind
        }
    }

    private enum NoKey: CodingKey {}
}
