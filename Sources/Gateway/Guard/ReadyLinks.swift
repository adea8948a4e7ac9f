import Access
import Foundation

/// The two links that get people in: one for the instructor, one for participants. The token stands in the fragment, which
/// browsers send to nobody; the page exchanges it for a cookie.
struct ReadyLinks: Sendable {
    let instructor: String
    let participants: String

    /// - Returns: nil as long as the secret is not known.
    init?(_ gatekeeper: Gatekeeper, base: WebOrigin) {
        guard let instructor = gatekeeper.linkToken(.instructor), let participants = gatekeeper.linkToken(.participant)
        else { return nil }
        self.instructor = "\(base)/#token=\(instructor)"
        self.participants = "\(base)/#token=\(participants)"
    }

    /// The address that others reach this gateway at.
    static func base(_ options: GatewayOptions, port: UInt16) -> WebOrigin? {
        if let url = options.access.publicURL { return url }
        let scheme = options.access.certificate == nil ? "http" : "https"
        let own = IPAddress(options.host.filter { $0 != "[" && $0 != "]" })
        let isEverywhere = own?.isUnspecified ?? (options.host == "*" || options.host.isEmpty)
        let host = isEverywhere ? MachineNames.lanAddress?.hostText ?? "127.0.0.1" : own?.hostText ?? options.host
        return WebOrigin("\(scheme)://\(host):\(port)")
    }

    /// Says them on standard output, for people.
    func print() {
        let text = "instructor:   \(instructor)\nparticipants: \(participants)\n"
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
