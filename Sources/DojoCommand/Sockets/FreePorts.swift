import Glibc

/// Ports of 127.0.0.1 that nobody uses.
enum FreePorts {
    /// `count` different ones: all are held until the last is found. Nothing reserves them after that; Linux gives
    /// the same port out again only after many others.
    static func find(_ count: Int) throws(CommandError) -> [Int] {
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        var ports: [Int] = []
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw .system("cannot make a socket") }
            descriptors.append(descriptor)
            guard let port = bindToAny(descriptor) else { throw .system("cannot find a free port") }
            ports.append(port)
        }
        return ports
    }

    private static func bindToAny(_ descriptor: Int32) -> Int? {
        let failure = SocketAddress.loopback(0).withSystemAddress { address, length in
            bind(descriptor, .init(__sockaddr__: address), length)
        }
        guard failure == 0 else { return nil }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let unnamed = withUnsafeMutablePointer(to: &address) {
            getsockname(descriptor, .init(__sockaddr_in__: $0), &length)
        }
        return unnamed == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
