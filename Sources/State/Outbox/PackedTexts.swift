/// Texts in one value, as `cmsgpack.pack` of Redis's Lua writes a list of strings
/// (<https://github.com/msgpack/msgpack/blob/master/spec.md>).
enum PackedTexts {
    /// - Returns: nil where it is anything else than a list of strings.
    static func read(_ packed: [UInt8]) -> [String]? {
        guard let first = packed.first else { return nil }
        var (count, position) = (Int(first & 0x0F), 1)
        if first == 0xDC, packed.count >= 3 {  // from 16 on
            (count, position) = (Int(packed[1]) << 8 | Int(packed[2]), 3)
        } else if first & 0xF0 != 0x90 {
            return nil
        }
        var texts: [String] = []
        for _ in 0..<count {
            guard let length = length(packed, &position), position + length <= packed.count else { return nil }
            texts.append(String(decoding: packed[position..<position + length], as: UTF8.self))
            position += length
        }
        return position == packed.count ? texts : nil
    }

    /// Of the string that begins at `position`, which is moved to its first byte.
    private static func length(_ packed: [UInt8], _ position: inout Int) -> Int? {
        guard position < packed.count else { return nil }
        let mark = packed[position]
        position += 1
        if mark & 0xE0 == 0xA0 { return Int(mark & 0x1F) }
        let size: Int
        switch mark {
        case 0xD9: size = 1
        case 0xDA: size = 2
        case 0xDB: size = 4
        default: return nil
        }
        guard position + size <= packed.count else { return nil }
        defer { position += size }
        return packed[position..<position + size].reduce(0) { $0 << 8 | Int($1) }
    }
}
