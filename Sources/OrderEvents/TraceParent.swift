/// The `traceparent` of a record that another one caused (W3C Trace Context, level 1, section 3.2).
public enum TraceParent {
    /// The cause's trace with a span of its own, or a new trace where the cause has none that can be read.
    ///
    /// The ids are taken from `id`, the new record's, so that a record written again is the same to the byte.
    public static func child(of cause: String?, for id: EventID) -> String {
        let digest = SHA1.digest(id.text.utf8)
        let span = hex(digest[0..<8])
        guard let cause, isValid(cause) else { return "00-\(hex(digest[4..<20]))-\(span)-01" }
        let parts = cause.split(separator: "-")
        return "00-\(parts[1])-\(span)-\(parts[3])"
    }

    public static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.count == 4 || parts[0] != "00", parts[0] != "ff" else { return false }
        let lengths = [2, 32, 16, 2]
        guard zip(parts, lengths).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(isHexDigit) }) else {
            return false
        }
        return parts[1].contains { $0 != "0" } && parts[2].contains { $0 != "0" }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
