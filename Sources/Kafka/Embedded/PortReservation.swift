import Glibc

/// Keeps a port of the loopback address from everybody who does not ask for it by number, until it is released.
///
/// Whoever does ask for it, with `SO_REUSEADDR` as servers do, gets it: nobody listens here.
final class PortReservation: Sendable {
    private let descriptor: Int32

    /// Nil where somebody else has the port.
    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let bound = withUnsafePointer(to: &address) {
            bind(descriptor, .init(__sockaddr_in__: $0), socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard bound == 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
