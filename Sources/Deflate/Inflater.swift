internal import CZlib
public import WebSocketFrames

/// Reads messages that were compressed for `permessage-deflate` (RFC 7692 §7.2.2), each for itself. To be used on one
/// thread at a time.
///
/// What comes out is never longer than the limit that it is given, however much was packed into how little: it is
/// written to one buffer of that size, and stops when that is full.
public final class Inflater {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var output: [UInt8] = []

    public init() {
        stream.initialize(to: z_stream())
        let result = czlib_inflate_begin(stream)
        precondition(result == Z_OK, "zlib: no memory")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// The message that `bytes` stand for, if it has at most `limit` bytes.
    public func inflate(_ bytes: [UInt8], limit: Int) -> Inflated {
        // One more, so that what is longer is seen.
        if output.count <= limit { output = [UInt8](repeating: 0, count: limit + 1) }
        var input = bytes
        input.append(contentsOf: [0x00, 0x00, 0xFF, 0xFF])  // §7.2.2, 1
        return input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                inflate(input, into: UnsafeMutableBufferPointer(rebasing: output[...limit]))
            }
        }
    }

    private func inflate(
        _ input: UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Inflated {
        inflateReset(stream)
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(clamping: output.count)
        // The last block has to be the one that is completed here, which is empty: of none may a byte be missing.
        var isComplete = false
        var roomAtBlock = stream.pointee.avail_out
        while stream.pointee.avail_in > 0 {
            switch CZlib.inflate(stream, Z_BLOCK) {
            case Z_OK:
                isComplete = stream.pointee.data_type == Self.blockEnded && stream.pointee.avail_out == roomAtBlock
                if stream.pointee.data_type & Self.blockEnded != 0 { roomAtBlock = stream.pointee.avail_out }
            case Z_STREAM_END:
                // A block that says it is the last: what comes behind it begins anew (§7.2.3.4).
                isComplete = false
                inflateReset(stream)
            case Z_BUF_ERROR where stream.pointee.avail_out == 0: return .tooLong
            default: return .malformed
            }
            if stream.pointee.avail_out == 0 { return .tooLong }
        }
        guard isComplete else { return .malformed }
        return .bytes(Array(output.prefix(output.count - Int(stream.pointee.avail_out))))
    }

    /// What `data_type` is after a call that was asked to stop between blocks (zlib.h, `inflate`), and has; there is more
    /// in it where that was the last block, or in the middle of a byte.
    private static let blockEnded: Int32 = 128
}
