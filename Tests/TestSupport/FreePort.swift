import Glibc

/// A TCP port of 127.0.0.1 that nobody listens on at the moment.
public enum FreePort {
    public struct None: Error {}

    public static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
        guard rc == 0 else { throw None() }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
