/// The `traceparent` of a record that another one caused (W3C Trace Context, level 1, section 3.2).
public enum TraceParent {
    /// The cause's trace with a span of its own, or a new trace where the cause has none that can be read.
    ///
    /// The ids are taken from `id`, the new record's, so that a record written again is the same to the byte.
    public static func child(of cause: String?, for id: EventID) -> String {
        let digest = SHA1.digest(id.text.utf8)
        var text = Array("00-".utf8)
        text.reserveCapacity(flags.upperBound)
        let cause = cause.flatMap { isValid($0) ? $0.utf8 : nil }
        if let cause {
            text.append(contentsOf: cause.dropFirst(trace.lowerBound).prefix(trace.count))
        } else {
            Hex.append(digest[4..<20], to: &text)
        }
        text.append(UInt8(ascii: "-"))
        Hex.append(digest[0..<8], to: &text)
        text.append(UInt8(ascii: "-"))
        if let cause {
            text.append(contentsOf: cause.dropFirst(flags.lowerBound).prefix(flags.count))
        } else {
            text.append(contentsOf: "01".utf8)
        }
        return String(decoding: text, as: UTF8.self)
    }

    // Where the parts of a version 00 lie; later versions may add more behind them.
    private static let version = 0..<2
    private static let trace = 3..<35
    private static let span = 36..<52
    private static let flags = 53..<55

    public static func isValid(_ text: String) -> Bool {
        let text = text.utf8Span.span
        let dash = UInt8(ascii: "-")
        guard text.count >= flags.upperBound, text[2] == dash, text[35] == dash, text[52] == dash,
            areHexDigits(version, in: text), areHexDigits(trace, in: text), areHexDigits(span, in: text),
            areHexDigits(flags, in: text)
        else { return false }
        let zero = UInt8(ascii: "0")
        let isFirstVersion = text[0] == zero && text[1] == zero
        if text.count > flags.upperBound, text[flags.upperBound] != dash || isFirstVersion { return false }
        let last = UInt8(ascii: "f")
        return !(text[0] == last && text[1] == last) && trace.contains { text[$0] != zero }
            && span.contains { text[$0] != zero }
    }

    private static func areHexDigits(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        for index in range {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
            default: return false
            }
        }
        return true
    }
}
