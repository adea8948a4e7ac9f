import Foundation
import Synchronization

/// A `redis-server` of one test: on a unix socket in a folder of its own, nothing on disk, gone with the test.
///
/// A small shell beside it kills it and removes the folder when the pipe from this process closes, so that nothing is left
/// of it however the test process ends.
public final class PrivateRedis: Sendable {
    public let folder: String
    public let socket: String
    /// Also on this port of 127.0.0.1; 0: on the socket only.
    public let port: Int
    private let settings: [String]
    private let running = Mutex<(server: Process, leash: Leash)?>(nil)

    /// The URL of the unix socket.
    public var url: String { "unix://\(socket)" }
    /// The process id of the server; nil while it does not run.
    public var pid: pid_t? { running.withLock { $0?.server.processIdentifier } }

    /// Starts a server and waits until it answers.
    /// - Parameters:
    ///   - tcp: also listen on a free port of 127.0.0.1.
    ///   - settings: more of `redis.conf`, as arguments: `["--maxmemory", "2mb"]`.
    public static func start(tcp: Bool = false, settings: [String] = []) async throws -> PrivateRedis {
        let redis = try PrivateRedis(tcp: tcp, settings: settings)
        try await redis.start()
        return redis
    }

    private init(tcp: Bool, settings: [String]) throws {
        // Short: the path of a unix socket has at most 107 bytes.
        folder = "/tmp/redis-\(UUID().uuidString.prefix(8).lowercased())"
        socket = folder + "/redis.sock"
        port = tcp ? try Self.freePort() : 0
        self.settings = settings
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts the server, empty, at the same address as before. Does nothing while it runs.
    public func start() async throws {
        guard pid == nil else { return }
        let server = Process()
        let leash = try Leash()
        server.executableURL = URL(fileURLWithPath: "/bin/sh")
        server.arguments =
            [
                "-c",
                "exec 3<&0; (read end <&3; kill -9 $$; [ \"$end\" = keep ] || rm -rf \(folder)) & "
                    + "exec redis-server \"$@\" 3<&- >\(folder)/log 2>&1", "sh",
                "--unixsocket", socket, "--port", String(port), "--bind", "127.0.0.1", "--dir", folder,
                "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction",
            ] + settings
        server.standardInput = leash.childEnd
        try server.run()
        leash.closeChildEnd()
        running.withLock { $0 = (server, leash) }
        try await waitUntil("redis-server is ready") { self.isReady }
    }

    /// Ends the server at once, as a crash would; what it held is lost.
    public func kill() { stop() }

    /// Ends the server. A later ``start()`` begins with an empty one.
    public func stop() {
        let taken = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let (server, leash) = taken else { return }
        Foundation.kill(server.processIdentifier, SIGKILL)
        leash.letGo(saying: "keep")
        // Not `waitUntilExit`: Foundation hears of an end by a socket that other children, started in the same
        // moment, may hold open until their own; tests that wait for each other so never end. It reaps it later.
        var info = siginfo_t()
        _ = waitid(P_PID, id_t(server.processIdentifier), &info, WEXITED | WNOWAIT)
        // A server that follows at the same address is not to be taken for ready by what this one has left.
        try? FileManager.default.removeItem(atPath: socket)
        try? FileManager.default.removeItem(atPath: folder + "/log")
    }

    /// Stops the server's process without ending it: connections stay, nothing is answered.
    public func freeze() { signal(SIGSTOP) }

    /// Lets a frozen server go on.
    public func thaw() { signal(SIGCONT) }

    private func signal(_ signal: Int32) {
        if let pid { Foundation.kill(pid, signal) }
    }

    public enum Failure: Error { case noPort, noPipe }

    private var isReady: Bool {
        let log = FileManager.default.contents(atPath: folder + "/log") ?? Data()
        return String(decoding: log, as: UTF8.self).contains("ready to accept connections at \(socket)")
    }

    private static func freePort() throws -> Int {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let rc = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length) == 0
                    ? getsockname(descriptor, __SOCKADDR_ARG(__sockaddr__: $0), &length) : -1
            }
        }
        guard rc == 0 else { throw Failure.noPort }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
