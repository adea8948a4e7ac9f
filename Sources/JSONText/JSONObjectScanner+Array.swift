extension JSONObjectScanner {
    /// The elements of a JSON array, each as it stands in the text; none where `text` is no array.
    public static func elements(of text: [UInt8]) -> [[UInt8]] {
        var elements: [[UInt8]] = []
        var depth = 0
        var isText = false
        var isEscaped = false
        var start: Int?
        for (index, byte) in text.enumerated() {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if depth == 0, byte != UInt8(ascii: "[") { return [] }
                if depth == 1, start == nil { start = index }
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","):
                if depth == 1, let begin = start {
                    elements.append(trimmed(text[begin..<index]))
                    start = nil
                }
                if byte != UInt8(ascii: ",") { depth -= 1 }
            default:
                guard depth > 0 else { return [] }
                if depth == 1, start == nil { start = index }
                if byte == UInt8(ascii: "\"") { isText = true }
            }
        }
        return elements
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = text
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return Array(text)
    }
}
