import Foundation
import OrderEvents

/// Ids that are drawn, not computed: of orders, sessions and requests.
enum Identifier {
    /// A version-4 UUID, lower-case.
    static func random() -> String { UUID().uuidString.lowercased() }

    /// The `traceparent` of a request (W3C Trace Context, level 1): the caller's, or that of a new trace.
    static func traceparent(of given: String?) -> String {
        if let given, TraceParent.isValid(given) { return given }
        let trace = String(
            format: "%016llx%016llx", UInt64.random(in: 1...UInt64.max), UInt64.random(in: 0...UInt64.max))
        return "00-\(trace)-\(String(format: "%016llx", UInt64.random(in: 1...UInt64.max)))-01"
    }

    /// What a caller may use as a correlation id: it goes into headers and logs.
    static func isAcceptable(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
