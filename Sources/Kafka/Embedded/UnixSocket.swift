import Glibc

/// Unix stream sockets, non-blocking and closed on exec.
enum UnixSocket {
    /// A socket that listens at `path`, for this user only. What a process left behind there that is no more is removed.
    static func listen(at path: String) throws(KafkaError) -> Int32 {
        if let other = try? connect(to: path) {
            close(other)
            throw KafkaError(.other, "another broker listens at \(path)")
        }
        unlink(path)
        let descriptor = try make(path) { bind($0, $1, $2) }
        guard chmod(path, 0o600) == 0, Glibc.listen(descriptor, 64) == 0 else {
            defer { close(descriptor) }
            throw failure("cannot listen at \(path)")
        }
        return descriptor
    }

    /// A socket connected to the one that listens at `path`; for Unix sockets that takes no time.
    static func connect(to path: String) throws(KafkaError) -> Int32 {
        try make(path) { Glibc.connect($0, $1, $2) }
    }

    /// The next connection that waits on a listening socket, or `nil`.
    static func accept(on descriptor: Int32) -> Int32? {
        let accepted = Glibc.accept(descriptor, .init(), nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return accepted
    }

    private static func make(
        _ path: String, _ attach: (Int32, __CONST_SOCKADDR_ARG, socklen_t) -> Int32
    ) throws(KafkaError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.utf8.count < place.count else { return false }
            place.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw KafkaError(.invalidConfiguration, "path of a socket is too long: \(path)") }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw failure("cannot make a socket") }
        let result = withUnsafePointer(to: address) {
            attach(descriptor, .init(__sockaddr_un__: $0), socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw failure("cannot reach \(path)")
        }
        return descriptor
    }

    private static func failure(_ what: String) -> KafkaError {
        KafkaError(.brokerLost, "\(what): \(String(cString: strerror(errno)))", rawCode: errno, isRetriable: true)
    }
}
