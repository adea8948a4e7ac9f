import Glibc

@testable import DojoCommand

/// A port that somebody else holds.
final class Listener {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let failure = SocketAddress.loopback(port).withSystemAddress { address, length in
            bind(descriptor, .init(__sockaddr__: address), length) != 0 || listen(descriptor, 1) != 0
        }
        if failure != false { throw CommandError.system("cannot listen") }
    }

    deinit { close(descriptor) }
}
