import CLibuv

/// What a file descriptor is watched for, or has become.
public struct DescriptorEvents: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let readable = DescriptorEvents(rawValue: Int32(UV_READABLE.rawValue))
    public static let writable = DescriptorEvents(rawValue: Int32(UV_WRITABLE.rawValue))
    /// The poll itself failed (connection refused, reset, the descriptor is bad): only ever reported, never asked for.
    public static let failed = DescriptorEvents(rawValue: 1 << 16)
}

/// Tells when a file descriptor becomes readable or writable. Made by ``EventLoop/watch(_:for:_:)``.
///
/// Stop or release it before the descriptor is closed.
public final class DescriptorWatch: @unchecked Sendable {
    // Why @unchecked: `body` is called and dropped on the loop's thread only.
    private let loop: EventLoop
    private let handle = LoopHandle<uv_poll_t>()
    private let body: (DescriptorEvents) -> Void
    private let isMade: Bool

    init(loop: EventLoop, descriptor: Int32, body: @escaping (DescriptorEvents) -> Void) throws(EventLoopError) {
        self.loop = loop
        self.body = body
        let rc = uv_poll_init(loop.uv, handle.pointer, descriptor)
        isMade = rc == 0
        guard isMade else {
            throw EventLoopError("cannot watch file descriptor \(descriptor)", code: rc)
        }
        handle.base.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        // Also after an init that threw.
        if isMade { handle.close(on: loop) } else { handle.pointer.deallocate() }
    }

    /// Watches for `events` from now on; none stops it. On the loop only.
    public func update(_ events: DescriptorEvents) {
        loop.preconditionInLoop()
        guard !events.isEmpty else {
            uv_poll_stop(handle.pointer)
            return
        }
        uv_poll_start(handle.pointer, events.rawValue) { @Sendable handle, status, events in
            guard let data = handle?.pointee.data else { return }
            // Retained over the call: the body may well release the watch.
            let watch = Unmanaged<DescriptorWatch>.fromOpaque(data).takeUnretainedValue()
            withExtendedLifetime(watch) { watch.body(status < 0 ? .failed : DescriptorEvents(rawValue: events)) }
        }
    }
}

extension EventLoop {
    /// Calls `body` on the loop whenever `descriptor` is ready for one of `events` (level-triggered), until the watch
    /// is released. On the loop only.
    public func watch(
        _ descriptor: Int32, for events: DescriptorEvents, _ body: @escaping (DescriptorEvents) -> Void
    ) throws(EventLoopError) -> DescriptorWatch {
        preconditionInLoop()
        let watch = try DescriptorWatch(loop: self, descriptor: descriptor, body: body)
        watch.update(events)
        return watch
    }
}
