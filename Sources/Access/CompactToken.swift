import Foundation

/// The three parts of a compact serialization (RFC 7515, section 7.1), looked at before any library sees them.
struct CompactToken {
    let text: String
    let payload: [UInt8]
    let signatureLength: Int

    /// Longest token in bytes.
    static let limit = 8 * 1024
    /// Longest header of a token, encoded.
    static let headerLimit = 2 * 1024

    init(_ text: String) throws(TokenError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.limit else {
            throw TokenError(.malformed, "the token is longer than \(Self.limit) bytes")
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.count % 4 != 1 && $0.allSatisfy(Self.isBase64) }),
            parts[0].count <= Self.headerLimit, let payload = Self.decode(parts[1])
        else { throw TokenError(.malformed, "this is not a JWT in compact form") }
        self.text = text
        self.payload = payload
        signatureLength = parts[2].count * 3 / 4
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Base64url without padding (RFC 7515, section 2).
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var base64 = text.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? 0x2F : $0 }
        while base64.count % 4 != 0 { base64.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(base64)).map { [UInt8]($0) }
    }
}
