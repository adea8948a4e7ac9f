extension Span<UInt8> {
    /// The first byte at or after `start` that is not plain text of a JSON string: a control character, a quote, a
    /// backslash, or a byte above ASCII; the end where there is none. Eight bytes are looked at in one step.
    func plainTextEnd(from start: Int) -> Int {
        let raw = unsafe bytes
        var position = start
        while position + 8 <= count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard Self.isPlain(word) else { break }
            position += 8
        }
        while position < count, Self.isPlain(self[position]) { position += 1 }
        return position
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x80).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Whether all eight are plain. The highest bit of a byte is set in what is summed up where the byte is not: above
    /// ASCII, below a space, or zero once the quote or the backslash was taken from it. A byte beside one that is not
    /// plain may be taken for one, too, which costs only the slower look.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let below = (word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones)
        return (word | below) & high == 0
    }
}
