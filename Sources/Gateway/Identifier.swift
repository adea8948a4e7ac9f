import Foundation

/// Ids that are drawn, not computed: of orders, sessions and requests.
enum Identifier {
    /// A version-4 UUID, lower-case.
    static func random() -> String { UUID().uuidString.lowercased() }

    /// A `traceparent` for a new trace (W3C Trace Context, level 1), or for the next step of the one given.
    static func traceparent(continuing parent: String? = nil) -> String {
        let span = String(format: "%016llx", UInt64.random(in: 1...UInt64.max))
        if let parent, isTraceparent(parent) { return "\(parent.prefix(36))\(span)\(parent.suffix(3))" }
        let trace = String(
            format: "%016llx%016llx", UInt64.random(in: 1...UInt64.max), UInt64.random(in: 0...UInt64.max))
        return "00-\(trace)-\(span)-01"
    }

    private static func isTraceparent(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [2, 32, 16, 2] && parts[0] == "00"
            && parts.joined().allSatisfy { $0.isHexDigit && !$0.isUppercase } && parts[1].contains { $0 != "0" }
    }

    /// What a caller may use as a correlation id: it goes into headers and logs.
    static func isAcceptable(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
