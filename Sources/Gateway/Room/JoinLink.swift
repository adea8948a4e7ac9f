import Access

/// Where people join: the address that others reach this gateway at, with the participants' ready link where one is needed.
struct JoinLink: Sendable {
    let gatekeeper: Gatekeeper
    /// Nil where this gateway does not know how others reach it.
    let base: WebOrigin?

    /// For everybody to see.
    var address: String? { base.map { "\($0)/" } }

    /// What the QR code says: on a gateway that asks who one is, the token is in it, so it is for instructors to show.
    var link: String? {
        guard let base else { return nil }
        guard !gatekeeper.isOpen else { return address }
        return ReadyLinks(gatekeeper, base: base)?.participants
    }
}
