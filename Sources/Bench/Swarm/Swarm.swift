import CLinux
import Glibc

/// Many WebSocket clients in one thread: connects and subscribes them all, then reads whatever comes, checks every
/// client's sequence and measures the way of every record.
public struct Swarm: ~Copyable {
    private let options: SwarmOptions
    private let poller = Poller()
    private let inflater = FrameInflater()
    private let clients: UnsafeMutablePointer<SwarmClient>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var next = 0
    private var opening = 0
    private var began: Int64 = 0
    private var report = SwarmReport()
    private var latencies = LatencyHistogram()

    private static let readSize = 256 << 10
    /// Microseconds between two looks.
    private static let pause: UInt32 = 250
    /// What a client may have left over: a message that is not of records, or a piece of a record.
    private static let restLimit = 64 << 10

    public init(_ options: SwarmOptions) {
        self.options = options
        clients = .allocate(capacity: options.clients)
        clients.initialize(repeating: SwarmClient(), count: options.clients)
        buffer = .allocate(capacity: Self.restLimit + Self.readSize)
    }

    deinit {
        clients.deinitialize(count: options.clients)
        clients.deallocate()
        buffer.deallocate()
    }

    /// Goes on until the process is ended.
    public mutating func run(onReport: (SwarmReport) -> Void) {
        began = MonotonicClock.microseconds
        report.time = began
        while true {
            open()
            poll()
            let now = MonotonicClock.microseconds
            if now - report.time >= options.reportInterval { tell(now, onReport) }
        }
    }

    private mutating func tell(_ now: Int64, _ onReport: (SwarmReport) -> Void) {
        report.span = now - report.time
        report.time = now
        report.latencies = latencies.buckets
        (report.missing, report.doubled) = (0, 0)
        for index in 0..<options.clients {
            report.missing += clients[index].scan.sequence.missing
            report.doubled += clients[index].scan.sequence.doubled
        }
        onReport(report)
        latencies.removeAll()
        (report.deliveries, report.bytes, report.reads) = (0, 0, 0)
    }

    // MARK: Opening

    private mutating func open() {
        while next < options.clients, opening < options.opening {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            guard descriptor >= 0 else { return }
            if next < options.silent {
                // So that what it does not read soon fills the server's side.
                var size: Int32 = 4096
                setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(options.port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let result = withUnsafePointer(to: &address) {
                connect(descriptor, .init(__sockaddr_in__: $0), socklen_t(MemoryLayout<sockaddr_in>.size))
            }
            clients[next].descriptor = descriptor
            guard result == 0 || errno == EINPROGRESS else {
                opening += 1
                lose(next)
                next += 1
                continue
            }
            clients[next].phase = .connecting
            poller.add(descriptor, for: Poller.writable, token: UInt64(next))
            next += 1
            opening += 1
        }
    }

    private func upgrade(_ index: Int) {
        clients[index].phase = .upgrading
        poller.change(clients[index].descriptor, to: Poller.readable, token: UInt64(index))
        let request =
            "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(options.port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + (options.compresses ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "")
            + "Sec-WebSocket-Protocol: dojo.v1\r\n\r\n"
        write(index, Array(request.utf8))
    }

    /// What is written is small, and the socket was empty: all of it goes.
    private func write(_ index: Int, _ bytes: [UInt8]) {
        _ = send(clients[index].descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private mutating func lose(_ index: Int) {
        let client = clients + index
        guard client.pointee.phase != .lost else { return }
        if client.pointee.phase != .live && client.pointee.phase != .silent {
            opening -= 1
        } else {
            report.subscribed -= 1
        }
        client.pointee.phase = .lost
        close(client.pointee.descriptor)
        report.lost += 1
    }

    // MARK: Reading

    private mutating func poll() {
        // The body cannot borrow self twice, so what is ready is gathered first.
        var ready: [(Int, UInt32)] = []
        poller.wait(milliseconds: 10) { ready.append((Int($0), $1)) }
        for (index, _) in ready {
            if clients[index].phase == .connecting { upgrade(index) } else { read(index) }
        }
        // Clients are elsewhere: to be woken for each write, on the machine of the server, is no cost of a server's. So
        // they look again a moment later instead of waiting for the next.
        if !ready.isEmpty, next == options.clients { usleep(Self.pause) }
    }

    private mutating func read(_ index: Int) {
        let client = clients + index
        guard client.pointee.phase != .lost, client.pointee.phase != .silent else { return }
        let kept = client.pointee.rest.count
        if kept > 0 {
            client.pointee.rest.withUnsafeBytes {
                buffer.baseAddress!.update(from: $0.bindMemory(to: UInt8.self).baseAddress!, count: kept)
            }
        }
        let count = recv(client.pointee.descriptor, buffer.baseAddress! + kept, Self.readSize, 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { lose(index) }
            return
        }
        report.reads += 1
        report.bytes += count
        var bytes = UnsafeBufferPointer(start: buffer.baseAddress!, count: kept + count)
        if client.pointee.phase == .upgrading {
            guard let end = answered(bytes) else { return keep(bytes, of: index) }
            clients[index].phase = .subscribing
            write(index, ClientFrame.text(options.subscription(of: index)))
            bytes = UnsafeBufferPointer(rebasing: bytes[end...])
        }
        let used = take(bytes, from: index)
        guard client.pointee.phase != .lost else { return }
        keep(UnsafeBufferPointer(rebasing: bytes[used...]), of: index)
    }

    /// Where the answer to the handshake ends.
    private func answered(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        guard let found = memmem(bytes.baseAddress!, bytes.count, end, end.count) else { return nil }
        return UnsafeRawPointer(bytes.baseAddress!).distance(to: UnsafeRawPointer(found)) + end.count
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>, of index: Int) {
        guard bytes.count <= Self.restLimit else { return lose(index) }
        if bytes.isEmpty && clients[index].rest.isEmpty { return }
        clients[index].rest.removeAll(keepingCapacity: true)
        clients[index].rest.append(contentsOf: bytes)
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) -> Int {
        let now = MonotonicClock.microseconds
        var deliveries = 0
        var said: [(FrameScan.Message, [UInt8])] = []
        let used = clients[index].scan.take(
            bytes, inflate: inflater.inflate,
            onStamp: { stamp in
                deliveries += 1
                latencies.add(now - stamp.sentAt)
            }, onMessage: { said.append(($0, Array($1))) })
        report.deliveries += deliveries
        for (message, body) in said { hear(message, body, from: index) }
        return used
    }

    private mutating func hear(_ message: FrameScan.Message, _ body: [UInt8], from index: Int) {
        switch message {
        case .subscribed: becomeLive(index)
        case .gap: report.gaps += 1
        case .error: report.error = String(decoding: body.prefix(200), as: UTF8.self)
        case .ping: write(index, ClientFrame.pong(body))
        case .close, .unreadable: lose(index)
        case .other: break
        }
    }

    private mutating func becomeLive(_ index: Int) {
        guard clients[index].phase == .subscribing else { return }
        opening -= 1
        report.subscribed += 1
        report.subscribedAfter = MonotonicClock.microseconds - began
        let isSilent = index < options.silent
        clients[index].phase = isSilent ? .silent : .live
        if isSilent { poller.remove(clients[index].descriptor) }
    }
}
