import Glibc

/// Where a part of the system answers.
enum SocketAddress: Sendable, Equatable {
    /// A port of an IPv4 or IPv6 address, in digits.
    case ip(host: String, port: Int)
    /// A socket in the file system.
    case unix(path: String)

    /// 127.0.0.1.
    static func loopback(_ port: Int) -> SocketAddress { .ip(host: "127.0.0.1", port: port) }

    /// A new stream socket that never blocks, on its way to being connected; nil when the system refuses at once.
    func connect() -> Int32? {
        withSystemAddress { address, length in
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(Int32(address.pointee.sa_family), kind, 0)
            guard descriptor >= 0 else { return nil }
            let result = Glibc.connect(descriptor, .init(__sockaddr__: address), length)
            if result == 0 || errno == EINPROGRESS { return descriptor }
            close(descriptor)
            return nil
        } ?? nil
    }

    /// Nil when the text is no such address.
    func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
        switch self {
        case .ip(let host, let port):
            var v4 = sockaddr_in()
            if inet_pton(AF_INET, host, &v4.sin_addr) == 1 {
                v4.sin_family = sa_family_t(AF_INET)
                v4.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
                return Self.lend(&v4, body)
            }
            var v6 = sockaddr_in6()
            guard inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 else { return nil }
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = UInt16(truncatingIfNeeded: port).bigEndian
            return Self.lend(&v6, body)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            return Self.lend(&address, body)
        }
    }

    private static func lend<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Address>.size)) }
        }
    }
}
