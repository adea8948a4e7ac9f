import Foundation
import OrderEvents

/// Where a page ends: the last order's creation time and id. Opaque to callers.
struct PageCursor: Hashable {
    var createdAt: Int64
    var id: String

    var text: String {
        Data("\(createdAt) \(id)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(_ order: Order) {
        createdAt = order.createdAt.milliseconds
        id = order.id
    }

    /// - Throws: `.invalidCursor` where ``text`` did not write it.
    init(_ text: String) throws(StateError) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        let parts = Data(base64Encoded: base64).map { String(decoding: $0, as: UTF8.self) }?.split(separator: " ")
        guard let parts, parts.count == 2, let createdAt = Int64(parts[0]) else {
            throw StateError(.invalidCursor, "no listing gave out this cursor")
        }
        self.createdAt = createdAt
        id = String(parts[1])
    }
}
