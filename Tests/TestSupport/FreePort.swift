import Glibc

/// A TCP port of 127.0.0.1 that nobody listens on at the moment.
public enum FreePort {
    public struct None: Error {}

    /// Below those that the system gives to whoever asks for any: a service that starts meanwhile does not get it.
    public static func find() throws -> Int {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
            address.sin_port = port.bigEndian
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let rc = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length)
                }
            }
            if rc == 0 { return Int(port) }
        }
        throw None()
    }
}
