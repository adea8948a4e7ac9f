internal import CCjose
import Glibc

/// What this machine is called: by itself, and in the networks that it is part of.
public enum MachineNames {
    /// Its host name, in full and short, the same with `.local` (multicast DNS), and its addresses.
    public static var all: [String] {
        var names = addresses.map(\.text)
        if let host = hostName {
            let short = String(host.prefix { $0 != "." })
            names += [host, short, short + ".local"]
        }
        return names
    }

    public static var hostName: String? {
        var room = [CChar](repeating: 0, count: 256)
        guard gethostname(&room, room.count - 1) == 0 else { return nil }
        let name = String(decoding: room.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name.isEmpty ? nil : name
    }

    /// Its addresses at the moment, loopback last.
    public static var addresses: [IPAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [IPAddress] = []
        var entry = list
        while let interface = entry?.pointee {
            entry = interface.ifa_next
            guard let address = interface.ifa_addr else { continue }
            // The address stands behind family, port and (IPv6) flow of its socket address.
            let place =
                switch Int32(address.pointee.sa_family) {
                case AF_INET: 4..<8
                case AF_INET6: 8..<24
                default: 0..<0
                }
            let bytes = UnsafeRawBufferPointer(start: address, count: place.upperBound)[place]
            if let address = IPAddress(bytes: Array(bytes)) { found.append(address) }
        }
        return found.filter { !$0.isLoopback } + found.filter(\.isLoopback)
    }

    /// The address that others in the room reach it by: IPv4 first, never link-local.
    public static var lanAddress: IPAddress? {
        let usable = addresses.filter { !$0.isLoopback && !$0.isLinkLocal }
        return usable.first { $0.bytes.count == 4 } ?? usable.first
    }
}
