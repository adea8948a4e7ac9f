import JSONText
import Synchronization

/// What keeps this gateway from being of use, by part; empty when nothing does. Shared by all loops.
final class Readiness: Sendable {
    private let troubles = Mutex<[String: (sentence: String, isBearable: Bool)]>([:])

    /// Says what is wrong with a part, or (nil) that it is well.
    ///
    /// - Parameter isBearable: the gateway is of use all the same: it is said, and that is all.
    func set(_ part: String, trouble: String?, isBearable: Bool = false) {
        troubles.withLock { $0[part] = trouble.map { ($0, isBearable) } }
    }

    /// Whether nothing is wrong with a part.
    func isWell(_ part: String) -> Bool { troubles.withLock { $0[part] == nil } }

    /// What keeps it from being of use, in one line; nil where nothing does.
    var trouble: String? {
        let troubles = troubles.withLock { $0.filter { !$0.value.isBearable } }
        guard !troubles.isEmpty else { return nil }
        return troubles.sorted { $0.key < $1.key }.map(\.value.sentence).joined(separator: "; ")
    }

    var isReady: Bool { troubles.withLock { $0.values.allSatisfy(\.isBearable) } }

    /// The body of `/ready`.
    func json(instance: String) -> [UInt8] {
        let current = troubles.withLock { $0 }
        return JSONWriter.object {
            $0.field("ready", current.values.allSatisfy(\.isBearable))
            $0.field("instance", instance)
            $0.object("troubles") { json in
                for (part, trouble) in current.sorted(by: { $0.key < $1.key }) {
                    json.field(named: part, trouble.sentence)
                }
            }
        }
    }
}
