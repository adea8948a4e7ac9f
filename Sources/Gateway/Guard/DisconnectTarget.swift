import JSONText

/// Who is to be sent away: a session, of a connection or of a cookie, or everybody who goes by a name.
struct DisconnectTarget: Codable, Sendable {
    var session: String?
    var name: String?

    /// Exactly one of the two is given.
    var isValid: Bool { (session == nil) != (name == nil) && !(session ?? name ?? "").isEmpty }

    func means(_ client: Session) -> Bool {
        if let session { return client.id == session || client.identity?.session == session }
        return client.name != nil && client.name == name
    }
}
