import CLinux
import Glibc
import JSONText
import OrderEvents

/// The least that could do the gateway's work: one thread, epoll, one log of finished frames, a client an offset in it.
/// What this reaches is what the machine allows; a result of the gateway is given as a share of it.
///
/// It makes the records itself, at the rate that `GET /rate/<records a second>/<milliseconds between batches>` sets.
/// Whoever upgrades is sent everything from its first message on.
public final class RawServer {
    struct Client {
        enum Phase { case handshake, open, live }

        var descriptor: Int32
        var phase = Phase.handshake
        var offset = 0
        var isBlocked = false
        var request: [UInt8] = []
    }

    private let poller = Poller()
    private let listener: Int32
    private let log = ByteLog(capacity: 64 << 20)
    private var frames: RawFrames
    private var clients: [Int32: Int] = [:]
    /// Those that are served, each at the index that ``clients`` says.
    private var all: [Client] = []
    private var rate = RawRate()
    private var input = [UInt8](repeating: 0, count: 4096)

    public init(port: Int, valueSize: Int, frameLimit: Int) {
        frames = RawFrames(valueSize: valueSize, limit: frameLimit)
        listener = Self.listen(port)
        poller.add(listener, for: Poller.readable, token: UInt64(UInt32(bitPattern: listener)))
    }

    private static func listen(_ port: Int) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) {
            bind(descriptor, .init(__sockaddr_in__: $0), socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard bound == 0, Glibc.listen(descriptor, 4096) == 0 else {
            perror("bench-raw cannot listen")
            exit(1)
        }
        return descriptor
    }

    /// Goes on until the process is ended.
    public func run() {
        while true {
            poll()
            let due = rate.due(at: MonotonicClock.microseconds)
            if due > 0 {
                frames.write(due, to: log)
                for index in all.indices where all[index].phase == .live && !all[index].isBlocked { serve(index) }
            }
        }
    }

    private func poll() {
        var ready: [(descriptor: Int32, events: UInt32)] = []
        poller.wait(milliseconds: rate.millisecondsToNext(at: MonotonicClock.microseconds)) {
            ready.append((Int32(truncatingIfNeeded: $0), $1))
        }
        for (descriptor, events) in ready {
            if descriptor == listener {
                accept()
            } else if let index = clients[descriptor] {
                if events & Poller.writable != 0 { unblock(index) } else { read(index) }
            }
        }
    }

    // MARK: Clients

    private func accept() {
        for _ in 0..<64 {
            let descriptor = dojo_accept(listener)
            guard descriptor >= 0 else { return }
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            clients[descriptor] = all.count
            all.append(Client(descriptor: descriptor))
            poller.add(descriptor, for: Poller.readable, token: UInt64(UInt32(bitPattern: descriptor)))
        }
    }

    private func drop(_ index: Int) {
        close(all[index].descriptor)
        clients[all[index].descriptor] = nil
        let last = all.removeLast()
        guard index < all.count else { return }
        all[index] = last
        clients[last.descriptor] = index
    }

    private func read(_ index: Int) {
        let count = recv(all[index].descriptor, &input, input.count, 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) { drop(index) }
            return
        }
        switch all[index].phase {
        case .handshake:
            all[index].request += input[..<count]
            if all[index].request.suffix(4).elementsEqual("\r\n\r\n".utf8) { answer(index) }
        case .open:
            // Whatever it says, it is its subscription.
            write(index, RawFrames.frame(Array(#"{"type":"subscribed"}"#.utf8)))
            all[index].phase = .live
            all[index].offset = log.end
        case .live: break
        }
    }

    private func answer(_ index: Int) {
        let request = String(decoding: all[index].request, as: UTF8.self)
        all[index].request = []
        if let rate = RawRate(request: request) {
            self.rate = rate
            write(index, Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))
        } else {
            write(index, RawHandshake.answer(to: request))
            all[index].phase = .open
        }
    }

    private func write(_ index: Int, _ bytes: [UInt8]) {
        _ = send(all[index].descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    // MARK: Sending

    /// Sends all that a client has not had, until its socket is full.
    private func serve(_ index: Int) {
        while all[index].offset < log.end {
            let sent = log.holds(all[index].offset) ? log.send(from: all[index].offset, to: all[index].descriptor) : -1
            if sent >= 0 {
                all[index].offset += sent
            } else {
                all[index].isBlocked = true
                poller.change(
                    all[index].descriptor, to: Poller.readable | Poller.writable,
                    token: UInt64(UInt32(bitPattern: all[index].descriptor)))
                return
            }
        }
    }

    private func unblock(_ index: Int) {
        guard all[index].isBlocked else { return }
        guard log.holds(all[index].offset) else { return drop(index) }
        all[index].isBlocked = false
        poller.change(
            all[index].descriptor, to: Poller.readable, token: UInt64(UInt32(bitPattern: all[index].descriptor)))
        serve(index)
    }
}
