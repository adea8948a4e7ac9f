/// Cuts a stream of bytes into lines. What has no end yet is kept until the rest arrives.
struct LineBuffer: Sendable {
    /// A line longer than this is cut, so that a process that never ends one costs no memory.
    static let longest = 16 << 10

    private var partial: [UInt8] = []

    /// The lines that `bytes` completes, without their ends.
    mutating func add(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(take())
            } else {
                partial.append(byte)
                if partial.count == Self.longest { lines.append(take()) }
            }
        }
        return lines
    }

    /// The last line, when the stream ended without ending it.
    mutating func finish() -> [UInt8]? {
        partial.isEmpty ? nil : take()
    }

    private mutating func take() -> [UInt8] {
        defer { partial.removeAll(keepingCapacity: true) }
        return partial.last == UInt8(ascii: "\r") ? partial.dropLast() : partial
    }
}
