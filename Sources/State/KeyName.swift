/// Names that people choose, as parts of keys.
enum KeyName {
    /// Everything but letters, digits, `.`, `_` and `-` as `%` and two hexadecimal digits a byte, so that no name can
    /// reach into another key.
    static func escape(_ name: String) -> String {
        if name.utf8.allSatisfy(isPlain) { return name }
        let digits = Array("0123456789ABCDEF".utf8)
        var key: [UInt8] = []
        for byte in name.utf8 {
            if isPlain(byte) {
                key.append(byte)
            } else {
                key += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: key, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
