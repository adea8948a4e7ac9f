import Dispatch
import EventLoop
import Glibc

/// Looks up host names on a thread of its own: hiredis would do it with a blocking call on the loop.
enum HostResolver {
    private static let queue = DispatchQueue(label: "redis.resolver")

    /// Calls `completion` on the loop with the numeric addresses of `host` (IPv4 first, as Redis listens there by
    /// default), empty when there are none. An address is its own answer, at once.
    static func resolve(_ host: String, on loop: EventLoop, _ completion: @escaping @Sendable ([String]) -> Void) {
        guard addresses(of: host, flags: AI_NUMERICHOST).isEmpty else { return completion([host]) }
        queue.async {
            let found = addresses(of: host, flags: 0)
            loop.execute { completion(found) }
        }
    }

    private static func addresses(of host: String, flags: Int32) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [(family: Int32, address: String)] = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let rc = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if rc == 0, !found.contains(where: { $0.address == address }) {
                found.append((entry.pointee.ai_family, address))
            }
            next = entry.pointee.ai_next
        }
        return found.filter { $0.family == AF_INET }.map(\.address)
            + found.filter { $0.family != AF_INET }.map(\.address)
    }
}
