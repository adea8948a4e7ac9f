import CLinux
import Glibc

/// The last bytes of an endless stream, in a ring. A reader is an offset into the stream.
final class ByteLog {
    private let memory: UnsafeMutablePointer<UInt8>
    let capacity: Int
    /// The offset behind the newest byte.
    private(set) var end = 0

    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            let at = end % capacity
            let first = min(bytes.count, capacity - at)
            (memory + at).update(from: bytes.baseAddress!, count: first)
            if first < bytes.count { memory.update(from: bytes.baseAddress! + first, count: bytes.count - first) }
        }
        end += bytes.count
    }

    /// Whether the byte at `offset` is still there.
    func holds(_ offset: Int) -> Bool { end - offset <= capacity }

    /// Sends what is there from `offset` on, as far as it lies in one piece; returns what `send(2)` does.
    func send(from offset: Int, to socket: Int32) -> Int {
        let at = offset % capacity
        return Glibc.send(socket, memory + at, min(end - offset, capacity - at), Int32(MSG_NOSIGNAL))
    }
}
