/// The proxies whose word counts about whom they speak for.
public struct TrustedProxies: Sendable {
    private let ranges: [AddressRange]

    /// - Parameter ranges: addresses or CIDR ranges. Empty: nobody's word counts.
    public init(_ ranges: [AddressRange] = []) { self.ranges = ranges }

    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether the peer at this address is one of them.
    public func contains(_ peer: String) -> Bool {
        guard !ranges.isEmpty, let address = IPAddress(peer) else { return false }
        return ranges.contains { $0.contains(address) }
    }

    /// The client's address: the peer's, unless that is a proxy; then the last address in `X-Forwarded-For` that is
    /// none. What stands before that one anybody may have written.
    public func client(peer: String, forwardedFor: String?) -> String {
        guard contains(peer), let forwardedFor else { return peer }
        var client = peer
        for entry in forwardedFor.split(separator: ",").reversed() {
            guard let address = Self.address(entry) else { return client }
            client = address.text
            guard ranges.contains(where: { $0.contains(address) }) else { return client }
        }
        return client
    }

    /// An entry: an address, perhaps with a port, IPv6 then in brackets.
    private static func address(_ entry: Substring) -> IPAddress? {
        let text = entry.filter { $0 != " " && $0 != "\t" }
        if let address = IPAddress(text) { return address }
        return HostName(text).flatMap { IPAddress($0.name) }
    }
}
