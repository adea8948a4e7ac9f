@testable import WebSocketFrames

/// A frame as a client sends it, masked.
func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
    var bytes = [opcode | (isFinal ? 0x80 : 0)]
    switch payload.count {
    case ..<126: bytes.append(0x80 | UInt8(payload.count))
    case ..<65_536: bytes += [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: bytes += [0xFF] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
}

/// All that a reader says of these bytes.
func events(
    of bytes: [UInt8], limit: Int = 16_384, inflate: (([UInt8], Int) -> Inflated)? = nil
) -> [FrameEvent] {
    var reader = FrameReader(messageLimit: limit, allowsCompression: inflate != nil)
    var found: [FrameEvent] = []
    var position = 0
    while let event = reader.next(bytes.span, from: &position, inflate: inflate ?? { _, _ in .malformed }) {
        found.append(event)
    }
    return found
}

extension FrameEvent {
    var isViolation: Bool { if case .violation = self { true } else { false } }
}

/// SplitMix64: the same numbers for the same seed, so that what was found can be found again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
