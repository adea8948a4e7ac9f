/// Text that is there as bytes.
extension JSONWriter {
    /// A field whose text is UTF-8; what is not is shown with replacement characters.
    public mutating func field(_ name: StaticString, utf8 text: Span<UInt8>) {
        key(name)
        string(text)
    }

    /// A field whose name, too, is there as bytes; no text is an empty one.
    ///
    /// - Returns: where its value begins.
    public mutating func field(utf8Name name: Span<UInt8>, utf8 text: Span<UInt8>?) -> Int {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        let start = bytes.count
        if let text {
            string(text)
        } else {
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: "\""))
        }
        return start
    }

    /// Splices `json`, which must be one JSON value, as the field's value.
    public mutating func raw(_ name: StaticString, _ json: Span<UInt8>) {
        key(name)
        copy(json)
    }

    /// Where the text stands: what is written after it can be taken back.
    public struct Mark: Sendable {
        fileprivate let count: Int
        fileprivate let needsComma: Bool
    }

    public var mark: Mark { Mark(count: bytes.count, needsComma: needsComma) }

    public mutating func rewind(to mark: Mark) {
        bytes.removeSubrange(mark.count...)
        needsComma = mark.needsComma
    }

    /// Writes a string of bytes that may be anything.
    mutating func string(_ text: Span<UInt8>) {
        if JSONText.isUTF8(text) {
            string(valid: text)
        } else {
            string(valid: String(decoding: JSONObjectScanner.copy(text), as: UTF8.self).utf8Span.span)
        }
    }

    /// Writes a string; its bytes are UTF-8.
    mutating func string(valid text: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var copied = 0
        while copied < text.count {
            let plain = text.plainTextEnd(from: copied)
            if plain > copied { copy(text.extracting(copied..<plain)) }
            copied = plain
            guard copied < text.count else { break }
            escape(text[copied])
            copied += 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func copy(_ text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes a byte that may not, or need not, stand as it is.
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: escape("n")
        case 0x0D: escape("r")
        case 0x09: escape("t")
        case 0..<0x20:
            escape("u")
            bytes.append(contentsOf: "00".utf8)
            bytes.append(Self.hex(byte >> 4))
            bytes.append(Self.hex(byte & 15))
        default: bytes.append(byte)
        }
    }

    private mutating func escape(_ letter: Unicode.Scalar) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: letter))
    }

    private static func hex(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
