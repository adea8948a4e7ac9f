import Foundation
import OrderEvents

extension Timestamp {
    /// This machine's clock. Only the runtime reads it: what decides takes the time as an argument.
    static var now: Timestamp { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}
