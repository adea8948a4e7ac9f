internal import WebSocketFrames

/// One text message as it goes over the wire, finished: written to any number of connections, which keep it, not a copy,
/// for as long as some of it is still to be sent.
///
/// To be used on one thread at a time.
public final class SharedFrame {
    private let memory: UnsafeMutableRawBufferPointer
    /// Bytes of the message, without the frame's head.
    public let length: Int

    /// Copies what is in `payload`.
    public init(text payload: FrameBuffer) {
        length = payload.count
        let (start, count) = payload.withHead(.text(length: length))
        memory = .allocate(byteCount: count, alignment: 1)
        memory.copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
    }

    deinit { memory.deallocate() }

    /// Head and payload.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }
}
