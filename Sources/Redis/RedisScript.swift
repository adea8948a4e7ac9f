import Foundation
import Synchronization

/// A Lua script that runs inside of Redis as one atomic operation.
///
/// It is sent once and called by the SHA-1 that Redis answers to `SCRIPT LOAD`; one value serves all connections.
/// Run it with ``RedisConnection/run(_:keys:arguments:)``.
public final class RedisScript: Sendable {
    /// The file's name without its ending, for messages.
    public let name: String
    public let source: String
    private let known = Mutex<String?>(nil)

    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }

    /// Reads `<folder>/<name>.lua`.
    /// - Throws: ``RedisError/Code/configuration`` with the path when it cannot be read.
    public static func load(_ name: String, from folder: String) throws(RedisError) -> RedisScript {
        let path = folder + "/" + name + ".lua"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw RedisError(.configuration, "cannot read the script \(path)")
        }
        return RedisScript(name: name, source: String(decoding: bytes, as: UTF8.self))
    }

    /// The script's SHA-1 in hex, once a Redis has told it. It depends on the source alone, so it stays right whichever
    /// Redis is asked next; whether that one has the script is another matter (`NOSCRIPT`).
    public internal(set) var sha: String? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
