/// Heads of the frames that a server sends: never masked (RFC 6455 §5.1), never fragmented.
public struct FrameHeader: Sendable {
    /// Longest head of a server's frame, in bytes.
    public static let mostBytes = 10

    /// Its bytes, of which ``count`` count, the last ones: so that they can be put in front of a payload.
    public let bytes: InlineArray<10, UInt8>
    public let count: Int

    public static func text(length: Int, isCompressed: Bool = false) -> FrameHeader {
        FrameHeader(.text, length, isCompressed: isCompressed)
    }
    public static func binary(length: Int, isCompressed: Bool = false) -> FrameHeader {
        FrameHeader(.binary, length, isCompressed: isCompressed)
    }
    public static func ping(length: Int) -> FrameHeader { FrameHeader(.ping, length) }
    public static func pong(length: Int) -> FrameHeader { FrameHeader(.pong, length) }
    public static func close(length: Int) -> FrameHeader { FrameHeader(.close, length) }

    private init(_ opcode: Opcode, _ length: Int, isCompressed: Bool = false) {
        var bytes = InlineArray<10, UInt8>(repeating: 0)
        let extra = length < 126 ? 0 : length < 65_536 ? 2 : 8
        for place in 0..<extra { bytes[9 - place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
        bytes[9 - extra] = extra == 0 ? UInt8(length) : extra == 2 ? 126 : 127
        bytes[8 - extra] = 0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue
        self.bytes = bytes
        count = 2 + extra
    }
}
