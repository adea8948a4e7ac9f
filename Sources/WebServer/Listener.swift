import Glibc

/// A host and port that one or several ``WebServer``s accept connections on: each opens a socket of its own
/// (`SO_REUSEPORT`), among which the kernel spreads the clients.
///
/// Making it reserves the port; it is given up when the listener is released and its servers have stopped accepting.
public final class Listener: Sendable {
    /// The port: the one asked for, or the one the system chose for 0.
    public let port: UInt16
    /// The host as it was asked for.
    public let host: String

    private let addresses: [SocketAddress]
    /// Bound but not listening: they hold the port, no connection ever arrives on them.
    private let reservations: [Int32]

    /// - Parameters:
    ///   - host: an IPv4 or IPv6 address, or a name; `*` is every address of this machine. A name is looked up now
    ///     (this may block: not from a loop), and all its addresses are listened on.
    ///   - port: 0 lets the system choose.
    /// - Throws: `.addressInUse` when anyone listens there already, `.badAddress`, `.notPermitted`.
    public init(host: String, port: UInt16) throws(WebServerError) {
        let found = try SocketAddress.resolve(host: host, port: port)
        var problem = WebServerError(.badAddress, "\(host) is not an address of this machine")
        for _ in 0..<(port == 0 ? 16 : 1) {
            var bound: [(address: SocketAddress, socket: Int32)] = []
            var chosen = port
            var retry = false
            for address in found {
                do throws(WebServerError) {
                    let address = address.with(port: chosen)
                    if chosen != 0 { Glibc.close(try address.bind(shared: false)) }  // notices another process
                    let socket = try address.bind(shared: true)
                    chosen = SocketAddress.port(of: socket)
                    bound.append((address.with(port: chosen), socket))
                } catch {
                    if bound.isEmpty || error.code != .badAddress { problem = error }
                    // A family that this machine lacks is passed over, so that localhost works without IPv6.
                    if error.code != .badAddress {
                        retry = true
                        break
                    }
                }
            }
            if !retry, !bound.isEmpty {
                self.host = host
                self.port = chosen
                addresses = bound.map(\.address)
                reservations = bound.map(\.socket)
                return
            }
            for entry in bound { Glibc.close(entry.socket) }
        }
        throw problem
    }

    deinit {
        for socket in reservations { Glibc.close(socket) }
    }

    /// Opens one more listening socket for each address.
    func open() throws(WebServerError) -> [Int32] {
        var sockets: [Int32] = []
        for address in addresses {
            do throws(WebServerError) {
                let socket = try address.bind(shared: true)
                sockets.append(socket)
                guard Glibc.listen(socket, 4096) == 0 else {
                    throw WebServerError(.addressInUse(port), "cannot listen on \(host):\(port)", errorNumber: errno)
                }
            } catch {
                for socket in sockets { Glibc.close(socket) }
                throw error
            }
        }
        return sockets
    }
}
