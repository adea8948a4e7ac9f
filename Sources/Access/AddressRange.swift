/// An address, or all that begin with the same bits: `10.0.0.0/8`, `::1`.
public struct AddressRange: Hashable, Sendable {
    private let address: IPAddress
    private let bits: Int

    /// CIDR notation (RFC 4632, section 3.1); without a slash, that address alone.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = IPAddress(first) else { return nil }
        let width = address.bytes.count * 8
        guard parts.count == 2 else {
            self.address = address
            bits = width
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1]), bits <= width,
            !(width == 32 && first.contains(":"))  // ::ffff:10.0.0.0/104 is not worth the doubt
        else { return nil }
        self.address = address
        self.bits = bits
    }

    public func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard other.bytes[..<whole].elementsEqual(address.bytes[..<whole]) else { return false }
        return rest == 0 || (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
    }
}
