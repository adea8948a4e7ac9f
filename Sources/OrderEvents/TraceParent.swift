/// The `traceparent` of a record that another one caused (W3C Trace Context, level 1, section 3.2).
public enum TraceParent {
    /// The cause's trace with a span of its own, or a new trace where the cause has none that can be read.
    ///
    /// The ids are taken from `id`, the new record's, so that a record written again is the same to the byte.
    public static func child(of cause: String?, for id: EventID) -> String {
        let digest = SHA1.digest(id.text.utf8)
        let span = hex(digest[0..<8])
        guard let cause, isValid(cause) else { return "00-\(hex(digest[4..<20]))-\(span)-01" }
        let text = Array(cause.utf8)
        return
            "00-\(String(decoding: text[trace], as: UTF8.self))-\(span)-\(String(decoding: text[flags], as: UTF8.self))"
    }

    // Where the parts of a version 00 lie; later versions may add more behind them.
    private static let version = 0..<2
    private static let trace = 3..<35
    private static let span = 36..<52
    private static let flags = 53..<55

    public static func isValid(_ text: String) -> Bool {
        let text = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard text.count >= flags.upperBound, [2, 35, 52].allSatisfy({ text[$0] == dash }),
            [version, trace, span, flags].allSatisfy({ text[$0].allSatisfy(isHexDigit) })
        else { return false }
        if text.count > flags.upperBound, text[flags.upperBound] != dash || text[version].elementsEqual("00".utf8) {
            return false
        }
        let zero = UInt8(ascii: "0")
        return !text[version].elementsEqual("ff".utf8) && text[trace].contains { $0 != zero }
            && text[span].contains { $0 != zero }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
