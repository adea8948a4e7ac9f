import OrderEvents

/// Ids that are drawn, not computed: of orders, sessions and requests.
enum Identifier {
    /// A version-4 UUID, lower-case.
    static func random() -> String {
        // Foundation's opens /dev/urandom for each.
        let (high, low) = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        let digits = hex(high & ~0xF000 | 0x4000) + hex(low & ~(0b11 << 62) | 0b10 << 62)
        var text = ""
        text.reserveCapacity(36)
        for (index, digit) in digits.utf8.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// Sixteen digits.
    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// The `traceparent` of a request (W3C Trace Context, level 1): the caller's, or that of a new trace.
    static func traceparent(of given: String?) -> String {
        if let given, TraceParent.isValid(given) { return given }
        let trace = hex(.random(in: 1 ... .max)) + hex(.random(in: 0 ... .max))
        return "00-\(trace)-\(hex(.random(in: 1 ... .max)))-01"
    }

    /// What a caller may use as a correlation id: it goes into headers and logs.
    static func isAcceptable(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
