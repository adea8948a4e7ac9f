import Glibc

/// Where the gateway is to listen.
struct ListenAddress: Sendable, Equatable {
    var host: String
    var port: Int

    /// Where people of this machine reach it: a wildcard is no address to go to.
    var reachable: ListenAddress {
        switch host {
        case "0.0.0.0", "", "*": ListenAddress(host: "127.0.0.1", port: port)
        case "::": ListenAddress(host: "::1", port: port)
        default: self
        }
    }

    /// ``reachable`` in digits: the names of this machine are looked up.
    var digits: String {
        let host = reachable.host
        guard let resolved = try? ListenAddress(host: host, port: port).resolve() else { return host }
        defer { freeaddrinfo(resolved) }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = getnameinfo(
            resolved.pointee.ai_addr, resolved.pointee.ai_addrlen, &text, socklen_t(text.count),
            nil,
            0, NI_NUMERICHOST)
        return failure == 0
            ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : host
    }

    var url: String {
        let host = reachable.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Whether a server could listen there now. Throws a sentence for a person when not.
    ///
    /// Without SO_REUSEPORT: with it, a second gateway would share the port unnoticed.
    func checkFree() throws(CommandError) {
        let resolved = try resolve()
        defer { freeaddrinfo(resolved) }
        let address = resolved.pointee
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket") }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if bind(descriptor, .init(__sockaddr__: address.ai_addr), address.ai_addrlen) == 0, listen(descriptor, 1) == 0 {
            return
        }
        switch errno {
        case EADDRINUSE:
            throw CommandError(
                .occupied,
                "Port \(port) on \(host) is taken by another program. Choose another: make run PORT=\(port == 65535 ? 3005 : port + 4)"
            )
        case EACCES:
            throw CommandError(.occupied, "Port \(port) is for root only. Choose one above 1023: make run PORT=3001")
        case EADDRNOTAVAIL:
            throw CommandError(.usage, "\(host) is not an address of this machine: HOST=127.0.0.1, or 0.0.0.0 for all")
        default:
            throw .system("cannot listen on \(host), port \(port)")
        }
    }

    private func resolve() throws(CommandError) -> UnsafeMutablePointer<addrinfo> {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var result: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host.isEmpty || host == "*" ? nil : host, String(port), &hints, &result)
        guard failure == 0, let result else {
            throw CommandError(
                .usage, "HOST=\(host) is no address: \(String(cString: gai_strerror(failure))). Try HOST=127.0.0.1")
        }
        return result
    }
}
