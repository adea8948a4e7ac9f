import CLinux
import Glibc

/// Callers that place orders over HTTP, each on a connection of its own that stays open: an order, its answer, the next.
public struct OrderLoad: ~Copyable {
    private let port: Int
    private let poller = Poller()
    private var callers: [Caller] = []
    private var report = SwarmReport()
    private var latencies = LatencyHistogram()
    private var placed = 0
    private let run = Int(MonotonicClock.microseconds % 1_000_000_000)
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    private struct Caller {
        var descriptor: Int32
        var sentAt: Int64 = 0
        /// What has come of the answer.
        var answer: [UInt8] = []
    }

    public init(port: Int) { self.port = port }

    /// Goes on for `microseconds`, then waits for the last answers. Accepted orders are ``SwarmReport/deliveries``,
    /// refused ones ``SwarmReport/lost``; their latencies are those of whole requests.
    public mutating func run(
        connections: Int, for microseconds: Int64, onReport: (SwarmReport) -> Void
    ) {
        let began = MonotonicClock.microseconds
        for index in 0..<connections { connect(index) }
        report.time = MonotonicClock.microseconds
        var waiting = callers.count
        while waiting > 0 {
            let isOver = MonotonicClock.microseconds - began >= microseconds
            var ready: [Int] = []
            poller.wait(milliseconds: 10) { token, _ in ready.append(Int(token)) }
            for index in ready where read(index) {
                if isOver { waiting -= 1 } else { send(index) }
            }
            let now = MonotonicClock.microseconds
            if now - report.time >= 100_000 || waiting == 0 { tell(now, onReport) }
            // Whoever is not answered at all does not keep it.
            if now - began > microseconds + 10_000_000 { break }
        }
    }

    private mutating func tell(_ now: Int64, _ onReport: (SwarmReport) -> Void) {
        report.span = now - report.time
        report.time = now
        report.latencies = latencies.buckets
        onReport(report)
        latencies.removeAll()
        report.deliveries = 0
    }

    private mutating func connect(_ index: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            Glibc.connect(descriptor, .init(__sockaddr_in__: $0), socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard result == 0 else {
            report.lost += 1
            close(descriptor)
            return
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        poller.add(descriptor, for: Poller.readable, token: UInt64(callers.count))
        callers.append(Caller(descriptor: descriptor))
        send(callers.count - 1)
    }

    private mutating func send(_ index: Int) {
        placed += 1
        let body = #"{"customerName":"customer-\#(run)-\#(placed)","item":"Margherita","quantity":2,"price":9.5}"#
        let request =
            "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        callers[index].sentAt = MonotonicClock.microseconds
        let bytes = Array(request.utf8)
        _ = Glibc.send(callers[index].descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// - Returns: whether a whole answer is there.
    private mutating func read(_ index: Int) -> Bool {
        let count = recv(callers[index].descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return false }
            poller.remove(callers[index].descriptor)
            report.lost += 1
            return true
        }
        callers[index].answer += buffer[..<count]
        guard let (status, length) = HTTPAnswer.parse(callers[index].answer), callers[index].answer.count >= length
        else {
            return false
        }
        if status == 201 {
            report.deliveries += 1
        } else {
            report.lost += 1
            report.error = String(decoding: callers[index].answer.prefix(200), as: UTF8.self)
        }
        callers[index].answer.removeAll(keepingCapacity: true)
        latencies.add(MonotonicClock.microseconds - callers[index].sentAt)
        return true
    }
}
