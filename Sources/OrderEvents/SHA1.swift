/// SHA-1 (FIPS 180-4), for version-5 UUIDs and repeatable draws. Not for secrets.
///
/// Nothing in the toolchain has it without an outside package, and `hashValue` changes from run to run. Each record takes
/// two digests, so nothing is allocated on the way but the result.
public enum SHA1 {
    /// The 20 bytes of the digest of `message`.
    public static func digest(_ message: some Sequence<UInt8>) -> [UInt8] {
        var block = Block()
        for byte in message { block.append(byte) }
        return block.digest()
    }

    /// The digest of a text's UTF-8, in lower-case hexadecimal.
    public static func hex(_ text: String) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(40)
        Hex.append(digest(text.utf8)[...], to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}

/// The block of 64 bytes that is being filled, and what came of those before it.
private struct Block {
    private var state: InlineArray<5, UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    private var words = InlineArray<16, UInt32>(repeating: 0)
    /// Bytes of the message so far.
    private var length: UInt64 = 0
    private var filled = 0

    mutating func append(_ byte: UInt8) {
        length &+= 1
        put(byte)
    }

    private mutating func put(_ byte: UInt8) {
        words[filled >> 2] |= UInt32(byte) << UInt32(24 - (filled & 3) * 8)
        filled += 1
        guard filled == 64 else { return }
        compress()
        words = InlineArray(repeating: 0)
        filled = 0
    }

    /// Ends the message: a bit, zeros, and its length in bits (section 5.1.1).
    mutating func digest() -> [UInt8] {
        put(0x80)
        while filled != 56 { put(0) }
        let bits = length &* 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) { put(UInt8(truncatingIfNeeded: bits >> shift)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20)
        for index in state.indices {
            for shift in stride(from: UInt32(24), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: state[index] >> shift))
            }
        }
        return bytes
    }

    /// One round of section 6.1.3, whose schedule of 80 words needs only the last 16.
    private mutating func compress() {
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for round in 0..<80 {
            let index = round & 15
            if round >= 16 {
                let mixed =
                    words[(index + 13) & 15] ^ words[(index + 8) & 15] ^ words[(index + 2) & 15] ^ words[index]
                words[index] = mixed.rotatedLeft(1)
            }
            let (mix, constant): (UInt32, UInt32) =
                switch round {
                case 0..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = a.rotatedLeft(5) &+ mix &+ e &+ constant &+ words[index]
            (a, b, c, d, e) = (next, a, b.rotatedLeft(30), c, d)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
    }
}

extension UInt32 {
    fileprivate func rotatedLeft(_ bits: UInt32) -> UInt32 { self << bits | self >> (32 - bits) }
}
