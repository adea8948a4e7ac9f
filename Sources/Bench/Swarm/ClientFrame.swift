/// Frames as a client sends them: masked (RFC 6455, 5.3), with a mask of zeros, which changes nothing.
enum ClientFrame {
    static func text(_ payload: [UInt8]) -> [UInt8] { frame(opcode: 1, payload) }

    static func pong(_ payload: [UInt8]) -> [UInt8] { frame(opcode: 10, payload) }

    private static func frame(opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = [0x80 | opcode]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else {
            frame += [0x80 | 126, UInt8(payload.count >> 8 & 0xFF), UInt8(payload.count & 0xFF)]
        }
        return frame + [0, 0, 0, 0] + payload
    }
}
