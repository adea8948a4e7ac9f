/// Tells whether bytes are one JSON value in UTF-8, without building anything from them.
///
/// A record's value that passes is spliced into a frame as it stands. The grammar is RFC 8259, UTF-8 is checked as in
/// RFC 3629 (no surrogates, nothing overlong), nesting is bounded so that no input can exhaust the stack of a reader.
public enum JSONText {
    /// Deepest nesting accepted; browsers' parsers go deeper, other languages' do not.
    public static let maximumDepth = 256

    public static func isValid(_ bytes: [UInt8]) -> Bool { isValid(bytes.span) }

    public static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var validator = JSONValidator(position: 0)
        return validator.document(bytes)
    }

    /// Whether `bytes` are UTF-8 (RFC 3629).
    public static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        var validator = JSONValidator(position: 0)
        while true {
            validator.position = bytes.plainTextEnd(from: validator.position)
            guard validator.position < bytes.count else { return true }
            guard validator.scalar(bytes) else { return false }
        }
    }
}

/// A recursive descent over the bytes; every method leaves `position` behind what it accepted.
struct JSONValidator {
    var position: Int

    mutating func document(_ text: Span<UInt8>) -> Bool {
        skipSpace(text)
        guard value(text, depth: 0) else { return false }
        skipSpace(text)
        return position == text.count
    }

    private mutating func value(_ text: Span<UInt8>, depth: Int) -> Bool {
        guard position < text.count, depth <= JSONText.maximumDepth else { return false }
        switch text[position] {
        case UInt8(ascii: "{"): return container(text, close: UInt8(ascii: "}"), named: true, depth: depth)
        case UInt8(ascii: "["): return container(text, close: UInt8(ascii: "]"), named: false, depth: depth)
        case UInt8(ascii: "\""): return string(text)
        case UInt8(ascii: "t"): return literal(text, "true")
        case UInt8(ascii: "f"): return literal(text, "false")
        case UInt8(ascii: "n"): return literal(text, "null")
        default: return number(text)
        }
    }

    private mutating func container(_ text: Span<UInt8>, close: UInt8, named: Bool, depth: Int) -> Bool {
        position += 1
        skipSpace(text)
        if take(text, close) { return true }
        while true {
            if named {
                guard string(text) else { return false }
                skipSpace(text)
                guard take(text, UInt8(ascii: ":")) else { return false }
                skipSpace(text)
            }
            guard value(text, depth: depth + 1) else { return false }
            skipSpace(text)
            if take(text, close) { return true }
            guard take(text, UInt8(ascii: ",")) else { return false }
            skipSpace(text)
        }
    }

    private mutating func string(_ text: Span<UInt8>) -> Bool {
        guard take(text, UInt8(ascii: "\"")) else { return false }
        while true {
            position = text.plainTextEnd(from: position)
            guard position < text.count else { return false }
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return true
            case UInt8(ascii: "\\"):
                guard escape(text) else { return false }
            case 0..<0x20: return false
            default:
                guard scalar(text) else { return false }
            }
        }
    }

    private mutating func escape(_ text: Span<UInt8>) -> Bool {
        guard position + 1 < text.count else { return false }
        let letter = text[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard position < text.count, Self.isHexDigit(text[position]) else { return false }
                position += 1
            }
            return true
        default: return false
        }
    }

    private mutating func number(_ text: Span<UInt8>) -> Bool {
        _ = take(text, UInt8(ascii: "-"))
        if !take(text, UInt8(ascii: "0")) {
            guard digits(text) else { return false }
        }
        if take(text, UInt8(ascii: ".")) {
            guard digits(text) else { return false }
        }
        if take(text, UInt8(ascii: "e")) || take(text, UInt8(ascii: "E")) {
            if !take(text, UInt8(ascii: "+")) { _ = take(text, UInt8(ascii: "-")) }
            guard digits(text) else { return false }
        }
        return true
    }

    private mutating func digits(_ text: Span<UInt8>) -> Bool {
        let start = position
        while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
        return position > start
    }

    private mutating func literal(_ text: Span<UInt8>, _ word: StaticString) -> Bool {
        for byte in word.description.utf8 {
            guard take(text, byte) else { return false }
        }
        return true
    }

    /// One UTF-8 scalar, by the table of well-formed sequences (Unicode, table 3-7).
    mutating func scalar(_ text: Span<UInt8>) -> Bool {
        let first = text[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0..<0x80: length = 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { second = 0xA0...0xBF }
            if first == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { second = 0x90...0xBF }
            if first == 0xF4 { second = 0x80...0x8F }
        default: return false
        }
        guard position + length <= text.count else { return false }
        for index in 1..<max(length, 1) {
            let allowed = index == 1 ? second : 0x80...0xBF
            guard allowed.contains(text[position + index]) else { return false }
        }
        position += length
        return true
    }

    private mutating func skipSpace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
