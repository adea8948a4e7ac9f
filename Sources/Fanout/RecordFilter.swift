import Foundation
import JSONText

/// What a client wants of a channel: records of some keys, and with some values in headers or top-level fields. All
/// that is given must hold. Two clients that want the same have equal filters, and share all work about them.
public struct RecordFilter: Hashable, Sendable {
    /// One `where`: a header or a top-level field of the value equals this.
    public struct Condition: Hashable, Sendable {
        public enum Subject: Hashable, Sendable {
            case header(String)
            case field(String)
        }

        public var subject: Subject
        public var value: JSONScalar

        public init(_ subject: Subject, equals value: JSONScalar) {
            self.subject = subject
            self.value = value
        }

        /// Reads `header.source` or `value.action`; nil for anything else.
        public init?(path: String, equals value: JSONScalar) {
            let parts = path.split(separator: ".", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "header": self.init(.header(String(parts[1])), equals: value)
            case "value": self.init(.field(String(parts[1])), equals: value)
            default: return nil
            }
        }
    }

    /// As they stand in a record's JSON, quotes and escapes included, so that keys compare as bytes; nil is any key.
    public let keys: Set<KeyText>?
    public let conditions: Set<Condition>

    public init(keys: [String]? = nil, conditions: [Condition] = []) {
        self.keys = keys.map { Set($0.map { KeyText($0) }) }
        self.conditions = Set(conditions)
    }

    /// The same for the records of one key only; nil where others are asked for, too.
    public func limited(to key: String) -> RecordFilter? {
        let only: Set = [KeyText(key)]
        guard keys?.isSubset(of: only) ?? true else { return nil }
        return RecordFilter(keys: keys ?? only, conditions: conditions)
    }

    private init(keys: Set<KeyText>?, conditions: Set<Condition>) {
        self.keys = keys
        self.conditions = conditions
    }

    /// Whether every record passes.
    public var isEmpty: Bool { keys == nil && conditions.isEmpty }

    /// Whether a record passes.
    public func matches(_ entry: RecordEntry, in bytes: [UInt8]) -> Bool {
        wants(key: entry, in: bytes) && meetsConditions(entry, in: bytes)
    }

    /// Whether a record has one of the keys.
    func wants(key entry: RecordEntry, in bytes: [UInt8]) -> Bool {
        keys.map { $0.contains(KeyText(entry, in: bytes)) } ?? true
    }

    /// Whether a record passes that is known to have one of the keys.
    func meetsConditions(_ entry: RecordEntry, in bytes: [UInt8]) -> Bool {
        conditions.allSatisfy { condition in
            switch condition.subject {
            case .header(let name):
                Self.compare(bytes.span.extracting(entry.headers.indices), name, condition.value)
            case .field(let name):
                Self.compare(bytes.span.extracting(entry.value.indices), name, condition.value)
            }
        }
    }

    private static func compare(_ object: Span<UInt8>, _ name: String, _ wanted: JSONScalar) -> Bool {
        guard let range = JSONObjectScanner.value(of: name, in: object) else { return false }
        return wanted.equals(object.extracting(range))
    }
}

/// A value to compare with, as JSON: numbers by what they are, not by how they are written.
public enum JSONScalar: Hashable, Sendable, Decodable {
    case text(String)
    case number(Decimal)
    case flag(Bool)
    case null

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .number(try value.decode(Decimal.self))
        }
    }

    /// Whether a piece of valid JSON has this value.
    func equals(_ json: Span<UInt8>) -> Bool {
        guard json.count > 0 else { return false }
        switch (self, json[0]) {
        case (.text(let wanted), UInt8(ascii: "\"")): return JSONObjectScanner.string(json, is: wanted)
        case (.flag(let wanted), UInt8(ascii: "t")): return wanted
        case (.flag(let wanted), UInt8(ascii: "f")): return !wanted
        case (.null, UInt8(ascii: "n")): return true
        case (.number(let wanted), UInt8(ascii: "-")), (.number(let wanted), UInt8(ascii: "0")...UInt8(ascii: "9")):
            let text = String(decoding: JSONObjectScanner.copy(json), as: UTF8.self)
            return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) == wanted
        default: return false
        }
    }
}
