import Glibc

/// What every value of a bench begins with: its number in its sequence, and when it was sent. Both have a fixed number
/// of digits, so that a client finds them in a stream of frames without reading JSON:
///
///     {"n":"00000042","t":"0000001234567890","pad":"xxxx…"}
public struct Stamp: Hashable, Sendable {
    public var number: Int
    /// By ``MonotonicClock``.
    public var sentAt: Int64

    public init(number: Int, sentAt: Int64) {
        self.number = number
        self.sentAt = sentAt
    }

    /// What stands before a stamp in a frame.
    static let marker = Array(#""value":{"n":""#.utf8)
    /// Bytes from a marker's begin to a stamp's end.
    static let length = marker.count + 8 + between.count + 16

    private static let between = Array(#"","t":""#.utf8)
    private static let beforePadding = Array(#"","pad":""#.utf8)
    private static let afterPadding = Array(#""}"#.utf8)

    /// A value of `size` bytes in all, at least what the stamp takes.
    ///
    /// - Parameter padding: makes so many bytes to fill it with.
    func value(size: Int, padding make: (Int) -> [UInt8] = Self.filling) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(size)
        value += Array(#"{"n":""#.utf8)
        Self.append(number, digits: 8, to: &value)
        value += Self.between
        Self.append(Int(sentAt), digits: 16, to: &value)
        value += Self.beforePadding
        let padding = size - value.count - Self.afterPadding.count
        if padding > 0 { value += make(padding) }
        value += Self.afterPadding
        return value
    }

    static func filling(_ size: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: size) }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        let text = String(number)
        bytes += repeatElement(UInt8(ascii: "0"), count: max(0, digits - text.utf8.count))
        bytes += text.utf8.suffix(digits)
    }

    /// Whether a marker begins at `start`: its first and its last eight bytes are compared, which overlap.
    static func isMarker(_ start: UnsafePointer<UInt8>) -> Bool {
        let raw = UnsafeRawPointer(start)
        return raw.loadUnaligned(as: UInt64.self).littleEndian == 0x3A22_6575_6C61_7622
            && raw.loadUnaligned(fromByteOffset: 6, as: UInt64.self).littleEndian == 0x223A_226E_227B_3A22
    }

    /// Reads the stamp whose marker begins at `start`; ``length`` bytes must be there.
    init(at start: UnsafePointer<UInt8>) {
        let digits = start + Self.marker.count
        number = Int(Self.eightDigits(digits))
        let time = digits + 8 + Self.between.count
        sentAt = Int64(Self.eightDigits(time)) * 100_000_000 + Int64(Self.eightDigits(time + 8))
    }

    /// Eight decimal digits at once: pairs, then fours, then all, each by one multiplication.
    private static func eightDigits(_ digits: UnsafePointer<UInt8>) -> UInt64 {
        var word = UnsafeRawPointer(digits).loadUnaligned(as: UInt64.self).littleEndian
        word = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) >> 8
        word = ((word & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
        return ((word & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
    }
}
