/// The value of a `Host` header (RFC 9110, section 7.2): a name or address, and perhaps a port.
public struct HostName: Hashable, Sendable {
    /// Lower-case, without a final dot; an IPv6 address without its brackets, in its shortest form.
    public let name: String
    /// Nil: the scheme's own.
    public let port: UInt16?

    /// - Returns: nil for anything but a name of letters, digits, hyphens, underscores and dots, an IPv4 address, or an
    ///   IPv6 address in brackets, and a port that is a number.
    public init?(_ text: some StringProtocol) {
        guard (1...255).contains(text.utf8.count) else { return nil }
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"),
                let address = IPAddress(text[text.index(after: text.startIndex)..<end]),
                !text[..<end].contains("%")
            else { return nil }
            name = address.text
            rest = Substring(text[text.index(after: end)...])
        } else {
            let host = text.prefix { $0 != ":" }
            guard let name = Self.normal(host) else { return nil }
            self.name = name
            rest = Substring(text.dropFirst(host.count))
        }
        guard !rest.isEmpty else {
            port = nil
            return
        }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        self.port = port
    }

    private static func normal(_ host: some StringProtocol) -> String? {
        let host = host.hasSuffix(".") ? host.dropLast() : host[...]
        guard !host.isEmpty, host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
            host.utf8.allSatisfy({ byte in
                switch byte | 0x20 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): true
                default: (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
                }
            })
        else { return nil }
        // What looks like a number at the end is an address to a browser (WHATWG URL, section 3.5): a real one only.
        let last = host.split(separator: ".").last ?? ""
        if last.utf8.first.map({ (0x30...0x39).contains($0) }) == true { return IPAddress(host)?.text }
        return host.lowercased()
    }

    /// Whether it means this machine, whoever says it: `localhost`, names below it, 127.0.0.0/8 and ::1.
    public var isLoopback: Bool {
        name == "localhost" || name.hasSuffix(".localhost") || IPAddress(name)?.isLoopback == true
    }
}
