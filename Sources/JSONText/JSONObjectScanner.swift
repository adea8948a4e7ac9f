import Foundation

/// Looks one field of a JSON object up without decoding the rest.
///
/// For filters, which ask of every record the same small question. The text must be valid (``JSONText/isValid(_:)``).
public enum JSONObjectScanner {
    /// Where the value of the top-level field `name` lies in `text`; nil where `text` is no object or has no such field.
    /// Where a field is repeated the last one counts, as for `JSON.parse`.
    public static func value(of name: String, in text: Span<UInt8>) -> Range<Int>? {
        var found: Range<Int>?
        forEachField(of: text) { field, value in if string(text.extracting(field), is: name) { found = value } }
        return found
    }

    /// Calls `body` with where each top-level field's name, quotes included, and its value lie.
    ///
    /// - Returns: whether `text` is an object.
    @discardableResult
    public static func forEachField(
        of text: Span<UInt8>, _ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void
    ) -> Bool {
        var position = skipSpace(text, 0)
        guard position < text.count, text[position] == UInt8(ascii: "{") else { return false }
        position = skipSpace(text, position + 1)
        while position < text.count, text[position] == UInt8(ascii: "\"") {
            let name = position..<skipString(text, position)
            let start = skipSpace(text, skipSpace(text, name.upperBound) + 1)
            let end = skipValue(text, start)
            body(name, start..<end)
            position = skipSpace(text, end)
            guard position < text.count, text[position] == UInt8(ascii: ",") else { break }
            position = skipSpace(text, position + 1)
        }
        return true
    }

    /// What a JSON string, quotes included, says; nil where no text can be made of it (half a surrogate pair).
    public static func decode(string text: Span<UInt8>) -> String? {
        let content = text.extracting(1..<max(1, text.count - 1))
        if content.plainTextEnd(from: 0) == content.count, let plain = try? UTF8Span(validating: content) {
            return String(copying: plain)
        }
        let bytes = copy(text)
        guard bytes.contains(UInt8(ascii: "\\")) else {
            return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
        }
        return try? JSONDecoder().decode(String.self, from: Data(bytes))
    }

    /// Whether a JSON string, quotes included, says `wanted`.
    public static func string(_ text: Span<UInt8>, is wanted: String) -> Bool {
        guard text.count >= 2, text[0] == UInt8(ascii: "\"") else { return false }
        var index = 1
        for byte in wanted.utf8 {
            guard index < text.count - 1, text[index] != UInt8(ascii: "\\") else { break }
            guard text[index] == byte else { return false }
            index += 1
        }
        // Without an escape on the way the bytes decide; with one the text has to be decoded.
        if index == text.count - 1 { return index - 1 == wanted.utf8.count }
        guard text[index] == UInt8(ascii: "\\") else { return false }
        return (try? JSONDecoder().decode(String.self, from: Data(copy(text)))) == wanted
    }

    /// The bytes of a span.
    public static func copy(_ text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for index in text.indices { bytes.append(text[index]) }
        return bytes
    }

    private static func skipSpace(_ text: Span<UInt8>, _ from: Int) -> Int {
        var position = from
        while position < text.count, text[position] <= 0x20 { position += 1 }
        return position
    }

    private static func skipString(_ text: Span<UInt8>, _ from: Int) -> Int {
        var position = from + 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, text.count)
    }

    /// A value of whatever kind: in a valid text its end is where its brackets close, or a literal's next delimiter.
    private static func skipValue(_ text: Span<UInt8>, _ from: Int) -> Int {
        var position = from
        var depth = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position = skipString(text, position)
                if depth == 0 { return position }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position }
                depth -= 1
                if depth == 0 { return position + 1 }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                if depth == 0 { return position }
            default: break
            }
            position += 1
        }
        return position
    }
}
