import Glibc
import WebServer

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

    /// What to type to have it on another port.
    var otherPort: String { "make run PORT=\(port + 4 <= 65535 ? port + 4 : 3005)" }

    /// Whether the gateway could listen there now, on every address that the host stands for. Throws a sentence for a
    /// person when not.
    func checkFree() throws(CommandError) {
        do throws(WebServerError) {
            _ = try Listener(host: host, port: UInt16(port))
        } catch {
            switch error.code {
            case let code where code == .addressInUse(UInt16(port)):
                throw CommandError(
                    .occupied, "Port \(port) on \(host) is taken by another program. Choose another: \(otherPort)")
            case .notPermitted:
                throw CommandError(
                    .occupied, "Port \(port) is for root only. Choose one above 1023: make run PORT=3001")
            case .badAddress:
                let reason = error.errorNumber == 0 ? error.message : "\(host) is not an address of this machine"
                throw CommandError(.usage, "\(reason): try HOST=127.0.0.1, or 0.0.0.0 for all")
            default:
                throw CommandError(.failure, "cannot listen on \(host), port \(port): \(error.message)")
            }
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
