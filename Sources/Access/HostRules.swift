/// Which `Host` values a request may carry.
///
/// A page of another site whose name suddenly resolves to this machine (DNS rebinding) sends that name: it is what tells
/// its requests from those of the page served here.
public struct HostRules: Sendable {
    private var names: Set<String>

    /// - Parameters:
    ///   - machine: names and addresses of this machine.
    ///   - publicURL: the address that people are told, if there is one.
    ///   - others: more names to allow, such as the one a proxy sends.
    public init(machine: [String], publicURL: WebOrigin? = nil, others: [String] = []) {
        names = Set((machine + others).compactMap { HostName(IPAddress($0)?.hostText ?? $0)?.name })
        if let publicURL { names.insert(publicURL.host.name) }
    }

    /// - Parameter header: the `Host` header as it came.
    public func allows(_ header: String?) -> Bool {
        guard let header, let host = HostName(header) else { return false }
        return host.isLoopback || names.contains(host.name)
    }
}
