internal import CZlib

/// Compresses messages for `permessage-deflate` (RFC 7692 §7.2.1), each for itself: nothing of one is referred to by the
/// next, so the same message always becomes the same bytes. To be used on one thread at a time.
public final class Deflater {
    /// Logarithms of windows, to the base 2, that zlib has for raw DEFLATE. (Of 8, which RFC 7692 knows as well, it
    /// makes 9, which a client that asked for 8 could not read.)
    public static let windows: ClosedRange<UInt8> = 9...15

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// The fastest: events are full of ids, of which no level makes less, and what it gains is a tenth for three times
    /// the time.
    private static let level: Int32 = 1

    /// - Parameter windowBits: one of ``windows``.
    public init(windowBits: UInt8) {
        stream.initialize(to: z_stream())
        let result = czlib_deflate_begin(stream, Self.level, Int32(windowBits))
        precondition(result == Z_OK, "zlib: no memory, or no such window")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses `message` into `output`.
    ///
    /// - Returns: the length of what it became; nil where it does not fit.
    public func deflate(_ message: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        guard !message.isEmpty, let input = message.baseAddress, output.count > Self.tail else { return nil }
        deflateReset(stream)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input)  // never written to, only not declared so
        stream.pointee.avail_in = UInt32(clamping: message.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let result = CZlib.deflate(stream, Z_SYNC_FLUSH)
        // With room left it is through (zlib.h, `deflate`).
        guard result == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else { return nil }
        return output.count - Int(stream.pointee.avail_out) - Self.tail
    }

    /// What an empty block that is stored ends with, 00 00 FF FF: left out (§7.2.1, 3).
    private static let tail = 4
}
