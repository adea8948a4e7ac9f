import Glibc

public struct TestClientError: Error {
    public let what: String
    init(_ what: String) { self.what = "\(what) (errno \(errno))" }
}

/// A blocking TCP connection to a server under test; gives up on anything after so many seconds as it has patience.
public final class TestClient {
    public private(set) var descriptor: Int32
    private var buffer: [UInt8] = []

    public struct Response {
        public var status = 0
        /// By name in lower case.
        public var headers: [String: String] = [:]
        public var body: [UInt8] = []
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// - Parameter ipv6: connects to ::1 instead of 127.0.0.1.
    public init(port: UInt16, receiveBuffer: Int32? = nil, patience: Int = 5, ipv6: Bool = false) throws {
        descriptor = socket(ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let rc = ipv6 ? connect(to: Self.loopback6(port)) : connect(to: Self.loopback4(port))
        guard rc == 0 else { throw TestClientError("connect") }
    }

    private static func loopback4(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func loopback6(_ port: UInt16) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return address
    }

    private func connect<Address>(to address: Address) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(
                    descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: $0), socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    deinit { close() }

    public func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Closes with a reset instead of an orderly end.
    public func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    public func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw TestClientError("send") }
            sent += count
        }
    }

    /// Reads more into the buffer; false at the end of the connection, orderly or not.
    private func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0, errno != ECONNRESET { throw TestClientError("recv") }
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    public func read(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else { throw TestClientError("ended after \(buffer.count) of \(count) bytes") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Reads through the first occurrence of `end`.
    public func read(through end: String) throws -> String {
        let end = Array(end.utf8)
        while true {
            if buffer.count >= end.count {
                for start in 0...(buffer.count - end.count) where buffer[start..<start + end.count].elementsEqual(end) {
                    return String(decoding: try read(start + end.count), as: UTF8.self)
                }
            }
            guard try fill() else { throw TestClientError("ended before \(end)") }
        }
    }

    /// Everything up to the end of the connection.
    public func readToEnd() throws -> [UInt8] {
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    /// Whether the server has ended the connection, with nothing more to read.
    public func isEnded() throws -> Bool { try readToEnd().isEmpty }

    /// Reads one response.
    public func response(toHead: Bool = false) throws -> Response {
        var response = Response()
        let head = try read(through: "\r\n\r\n")
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw TestClientError("no status in \(head)") }
        response.status = status
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw TestClientError("bad header \(line)") }
            response.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        if !toHead, let length = response.headers["content-length"].flatMap(Int.init) {
            response.body = try read(length)
        }
        return response
    }

    /// Sends a request and reads its response.
    public func request(
        _ method: String, _ path: String, host: String = "localhost", headers: [(String, String)] = [],
        body: String? = nil
    ) throws -> Response {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        try send(text + "\r\n" + (body ?? ""))
        return try response(toHead: method == "HEAD")
    }
}
