import Foundation

/// The folder that holds what one running dojo leaves for the next one and for `dojo doctor`: `.dojo/<port>`.
struct RunFolder: Sendable, Equatable {
    let path: String

    /// - Parameter base: `.dojo`; two dojos on two ports stand side by side in it.
    init(base: String, port: Int) {
        path = URL(fileURLWithPath: base).appending(path: String(port)).path
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// The record of what runs.
    var record: String { file("run.json") }
    var redisSocket: String { file("redis.sock") }
    var brokerSocket: String { file("broker.sock") }

    /// Makes it, readable by nobody else: sockets in it take commands from whoever can reach them.
    func create() throws(CommandError) {
        // sockaddr_un has room for 107 bytes.
        guard brokerSocket.utf8.count <= 107 else {
            throw CommandError(
                .cannotCreate, "\(path) is too long a path for a socket in it: choose another with --run-dir /tmp/dojo")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(
                .cannotCreate,
                "cannot make the folder \(path) (\(error.localizedDescription)): choose another with --run-dir")
        }
    }

    /// The ports that have a folder in `base`.
    static func ports(in base: String) -> [Int] {
        ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).compactMap { Int($0) }.sorted()
    }
}
