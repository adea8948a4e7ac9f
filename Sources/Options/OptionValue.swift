/// What an option can hold: read from the text of a flag or a variable, and written back as that text.
/// An enum of strings that is also `CaseIterable` has all of it already.
public protocol OptionValue: Sendable {
    /// Nil when `optionText` is not such a value.
    init?(optionText: String)
    /// The text that reads back as this value.
    var optionText: String { get }
    /// What is expected, as the end of "expected …".
    static var optionHint: String { get }
    /// What stands for the value in `--help`.
    static var optionPlaceholder: String { get }
}

extension String: OptionValue {
    public init?(optionText: String) { self = optionText }
    public var optionText: String { self }
    public static var optionHint: String { "a text" }
    public static var optionPlaceholder: String { "text" }
}

extension Int: OptionValue {
    public init?(optionText: String) { self.init(optionText) }
    public var optionText: String { String(self) }
    public static var optionHint: String { "a whole number" }
    public static var optionPlaceholder: String { "number" }
}

extension Double: OptionValue {
    public init?(optionText: String) {
        guard let value = Double(optionText), value.isFinite else { return nil }
        self = value
    }
    public var optionText: String { Int(exactly: self).map(String.init) ?? description }
    public static var optionHint: String { "a number" }
    public static var optionPlaceholder: String { "number" }
}

extension Bool: OptionValue {
    public init?(optionText: String) {
        switch optionText.lowercased() {
        case "1", "true", "yes", "on": self = true
        case "0", "false", "no", "off": self = false
        default: return nil
        }
    }
    public var optionText: String { self ? "true" : "false" }
    public static var optionHint: String { "true or false" }
    public static var optionPlaceholder: String { "true|false" }
}

/// A number and its unit, `250ms`, `60s`, `1.5h`. A bare number other than 0 is refused: its unit would be a guess.
extension Duration: OptionValue {
    private static let units = [("ms", 1.0), ("s", 1e3), ("m", 6e4), ("h", 3.6e6), ("d", 8.64e7)]

    public init?(optionText: String) {
        let number = optionText.prefix { "0123456789.".contains($0) }
        let unit = optionText == "0" ? "ms" : optionText.dropFirst(number.count)
        guard let count = Double(number), let (_, scale) = Self.units.first(where: { $0.0 == unit }),
            let microseconds = Int64(exactly: (count * scale * 1000).rounded())
        else { return nil }
        self = .microseconds(microseconds)
    }

    public var optionText: String {
        let milliseconds = self / .milliseconds(1)
        let (unit, scale) =
            Self.units.last { milliseconds != 0 && milliseconds.remainder(dividingBy: $0.1) == 0 }
            ?? ("ms", 1)
        return (milliseconds / scale).optionText + unit
    }

    public static var optionHint: String { "a time with its unit, such as 250ms, 60s or 24h" }
    public static var optionPlaceholder: String { "time" }
}

/// Values between commas; spaces around them do not count, and empty ones are left out.
extension Array: OptionValue where Element == String {
    public init?(optionText: String) {
        self = optionText.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }
    public var optionText: String { joined(separator: ",") }
    public static var optionHint: String { "values between commas" }
    public static var optionPlaceholder: String { "a,b" }
}

extension OptionValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public init?(optionText: String) { self.init(rawValue: optionText) }
    public var optionText: String { rawValue }
    public static var optionHint: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    public static var optionPlaceholder: String { allCases.map(\.rawValue).joined(separator: "|") }
}

extension StringProtocol {
    /// Without the spaces and tabs at both ends.
    func trimmingSpaces() -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(String(drop(while: blank)).reversed().drop(while: blank).reversed())
    }
}
