import CLinux
import Glibc

/// Waits for many descriptors at once (epoll).
struct Poller: ~Copyable {
    private let descriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private static let capacity = 512

    init() {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        events = .allocate(capacity: Self.capacity)
    }

    deinit {
        events.deallocate()
        close(descriptor)
    }

    static let readable = EPOLLIN.rawValue
    static let writable = EPOLLOUT.rawValue

    /// - Parameter token: what ``wait(milliseconds:_:)`` calls it.
    func add(_ watched: Int32, for interest: UInt32, token: UInt64) {
        control(EPOLL_CTL_ADD, watched, interest, token)
    }

    func change(_ watched: Int32, to interest: UInt32, token: UInt64) {
        control(EPOLL_CTL_MOD, watched, interest, token)
    }

    func remove(_ watched: Int32) { control(EPOLL_CTL_DEL, watched, 0, 0) }

    private func control(_ operation: Int32, _ watched: Int32, _ interest: UInt32, _ token: UInt64) {
        var event = epoll_event()
        event.events = interest
        event.data.u64 = token
        epoll_ctl(descriptor, operation, watched, &event)
    }

    /// Calls `body` with each that is ready, and what for.
    func wait(milliseconds: Int32, _ body: (_ token: UInt64, _ events: UInt32) -> Void) {
        let count = epoll_wait(descriptor, events, Int32(Self.capacity), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) { body(events[index].data.u64, events[index].events) }
    }
}
