internal import CLibqrencode

/// A text as a QR code (ISO/IEC 18004): squares that are dark or not.
public struct QRCode: Sendable, Hashable {
    /// Squares on each side, without the quiet zone round it.
    public let width: Int
    /// Row by row.
    private let dark: [Bool]

    /// - Returns: nil where the text is empty or too long for the largest code, about 2,300 bytes.
    public init?(_ text: String) {
        // Level M: a seventh of it may be unreadable, as on a projector in a lit room.
        guard !text.isEmpty, let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        width = side
        // The lowest bit is the square's; the others say what it is for.
        dark = (0..<side * side).map { data[$0] & 1 == 1 }
    }

    public func isDark(_ column: Int, _ row: Int) -> Bool { dark[row * width + column] }
}
