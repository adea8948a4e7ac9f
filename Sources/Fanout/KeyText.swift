import Foundation
import JSONText

/// A record's key as JSON: a string with its quotes, written as this program writes strings, or nothing.
public struct KeyText: Hashable, Sendable {
    let bytes: [UInt8]

    /// Of a key as a client writes it.
    public init(_ key: String) {
        var json = JSONWriter(capacity: key.utf8.count + 2)
        json.element(key)
        bytes = json.bytes
    }

    /// Whether the record has no key.
    var isNone: Bool { bytes.isEmpty }

    init(_ entry: RecordEntry, in batch: [UInt8]) {
        let text = batch[entry.key.indices]
        switch text.first {
        case UInt8(ascii: "\"")? where !text.contains(UInt8(ascii: "\\")): self.init(json: Array(text))
        case UInt8(ascii: "\"")?:
            // A key that stands in a value may be escaped in another way than keys are here.
            let key = try? JSONDecoder().decode(String.self, from: Data(text))
            self = key.map { KeyText($0) } ?? KeyText(json: [])
        case nil, UInt8(ascii: "n")?, UInt8(ascii: "{")?, UInt8(ascii: "[")?: self.init(json: [])
        // Numbers and truth values of a value: by their text.
        case _?: self.init(String(decoding: text, as: UTF8.self))
        }
    }

    private init(json: [UInt8]) { bytes = json }
}

/// Where in a value its record's key stands, on a channel whose keys are not Kafka's.
enum RecordKey {
    /// - Returns: where the field's value lies; an empty range where the value is no object or has no such field.
    static func range(of field: String, in value: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        guard let found = JSONObjectScanner.value(of: field, in: bytes.span.extracting(value)) else {
            return value.lowerBound..<value.lowerBound
        }
        return value.lowerBound + found.lowerBound..<value.lowerBound + found.upperBound
    }
}
