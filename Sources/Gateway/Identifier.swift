import Access
import OrderEvents

/// Ids that are drawn, not computed: of orders, sessions and requests.
enum Identifier {
    /// A version-4 UUID, lower-case.
    static func random() -> String {
        // Foundation's opens /dev/urandom for each.
        let pool = RandomPool()
        var text: [UInt8] = []
        text.reserveCapacity(36)
        let (high, low) = (pool.next() & ~0xF000 | 0x4000, pool.next() & ~(0b11 << 62) | 0b10 << 62)
        append(high, digits: 0..<8, to: &text)
        for (number, digits) in [(high, 8..<12), (high, 12..<16), (low, 0..<4), (low, 4..<16)] {
            text.append(UInt8(ascii: "-"))
            append(number, digits: digits, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Some of a number's sixteen hexadecimal digits, the highest first.
    private static func append(_ number: UInt64, digits: Range<Int>, to text: inout [UInt8]) {
        for digit in digits {
            let nibble = UInt8(truncatingIfNeeded: number >> UInt64(60 - digit * 4)) & 15
            text.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
        }
    }

    /// The `traceparent` of a request (W3C Trace Context, level 1): the caller's, or that of a new trace.
    static func traceparent(of given: String?) -> String {
        if let given, TraceParent.isValid(given) { return given }
        let pool = RandomPool()
        var text = Array("00-".utf8)
        text.reserveCapacity(55)
        // Neither may be all zeros.
        append(pool.next() | 1, digits: 0..<16, to: &text)
        append(pool.next(), digits: 0..<16, to: &text)
        text.append(UInt8(ascii: "-"))
        append(pool.next() | 1, digits: 0..<16, to: &text)
        text.append(contentsOf: "-01".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// What a caller may use as a correlation id: it goes into headers and logs.
    static func isAcceptable(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
