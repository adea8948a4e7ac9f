import Glibc

/// An IPv4 or IPv6 address with a port.
struct SocketAddress: Sendable {
    private var storage = sockaddr_storage()
    private let length: socklen_t

    /// What `host` stands for, IPv4 first.
    static func resolve(host: String, port: UInt16) throws(WebServerError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host == "*" || host.isEmpty ? nil : host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let rc =
            name.map { $0.withCString { getaddrinfo($0, "\(port)", &hints, &list) } }
            ?? getaddrinfo(nil, "\(port)", &hints, &list)
        guard rc == 0 else {
            throw WebServerError(.badAddress, "cannot resolve \(host): \(String(cString: gai_strerror(rc)))")
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let info = entry?.pointee {
            if let address = info.ai_addr { addresses.append(SocketAddress(copying: address, length: info.ai_addrlen)) }
            entry = info.ai_next
        }
        return addresses.filter { $0.family == AF_INET } + addresses.filter { $0.family == AF_INET6 }
    }

    private init(copying address: UnsafePointer<sockaddr>, length: socklen_t) {
        self.length = length
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
    }

    private var family: Int32 { Int32(storage.ss_family) }

    func with(port: UInt16) -> SocketAddress {
        var copy = self
        // The port is at the same place in both families.
        withUnsafeMutableBytes(of: &copy.storage) {
            $0.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
        }
        return copy
    }

    /// A socket bound to this address.
    ///
    /// - Parameter shared: others of this user may bind to it, too; otherwise it fails when anyone listens there.
    func bind(shared: Bool) throws(WebServerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(family, type, 0)
        guard descriptor >= 0 else { throw failure(errno) }
        var one: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
        if shared { setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, size) }
        if family == AF_INET6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, size) }
        let rc = withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length)
            }
        }
        guard rc == 0 else {
            let number = errno
            Glibc.close(descriptor)
            throw failure(number)
        }
        return descriptor
    }

    static func port(of descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, __SOCKADDR_ARG(__sockaddr__: $0), &length)
            }
        }
        return withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    private func failure(_ number: Int32) -> WebServerError {
        let port = withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
        switch number {
        case EADDRINUSE:
            return WebServerError(.addressInUse(port), "port \(port) is in use", errorNumber: number)
        case EACCES, EPERM:
            return WebServerError(.notPermitted, "port \(port) needs a privilege", errorNumber: number)
        case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL:
            return WebServerError(.badAddress, "not an address of this machine", errorNumber: number)
        default:
            return WebServerError(
                .system, "cannot bind to port \(port): \(String(cString: strerror(number)))", errorNumber: number)
        }
    }
}
