internal import Deflate

/// Compresses frames for those of a server's clients that agreed on one window (RFC 7692 §7.2.1).
///
/// What a frame becomes is the same for all of them, and kept until another one is asked for: a frame that goes to a
/// thousand clients, one after the other, is compressed once. On the server's loop only.
final class FrameCompressor {
    /// Bytes below which a frame goes as it is: what is short gains little, and often nothing.
    static let least = 256

    private let deflater: Deflater
    private let output = FrameBuffer()
    /// What is in `output`, or was too little worth to be; held, so that no other frame is taken for it.
    private var source: FrameBuffer?
    private var edition = FrameBuffer.Edition()
    private var isSmaller = false

    init(windowBits: UInt8) { deflater = Deflater(windowBits: windowBits) }

    /// The frame compressed; nil where that would not be shorter.
    func compressed(_ frame: FrameBuffer) -> FrameBuffer? {
        guard frame.count >= Self.least else { return nil }
        if source === frame, edition == frame.edition { return isSmaller ? output : nil }
        (source, edition) = (frame, frame.edition)
        isSmaller = output.fill(atMost: frame.count) { room in
            frame.withBytes { bytes in bytes.withUnsafeBufferPointer { deflater.deflate($0, into: room) } }
        }
        return isSmaller ? output : nil
    }
}
