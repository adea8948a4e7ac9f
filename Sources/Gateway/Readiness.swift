import JSONText
import Synchronization

/// What keeps this gateway from being of use, by part; empty when nothing does. Shared by all loops.
final class Readiness: Sendable {
    private let troubles = Mutex<[String: String]>([:])

    /// Says what is wrong with a part, or (nil) that it is well.
    func set(_ part: String, trouble: String?) {
        troubles.withLock { $0[part] = trouble }
    }

    var current: [String: String] { troubles.withLock { $0 } }

    var isReady: Bool { troubles.withLock(\.isEmpty) }

    /// The body of `/ready`.
    func json(instance: String) -> [UInt8] {
        let current = current
        return JSONWriter.object {
            $0.field("ready", current.isEmpty)
            $0.field("instance", instance)
            $0.object("troubles") { json in
                for (part, trouble) in current.sorted(by: { $0.key < $1.key }) { json.field(named: part, trouble) }
            }
        }
    }
}
