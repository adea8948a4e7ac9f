/// What a verified JSON Web Token (RFC 7519) says.
public struct Token: Sendable, Equatable {
    /// Whom it is about (`sub`).
    public var subject: String
    public var role: Role
    /// Seconds since 1970 from which on it counts no more (`exp`).
    public var expires: Int64
    /// Its other claims that are texts, whole numbers or truth values, as text.
    public var claims: [String: String]

    public init(subject: String, role: Role, expires: Int64, claims: [String: String] = [:]) {
        self.subject = subject
        self.role = role
        self.expires = expires
        self.claims = claims
    }

    /// The claim called `name`, `sub` and `role` among them.
    public func claim(_ name: String) -> String? {
        switch name {
        case "sub": subject
        case "role": role.rawValue
        default: claims[name]
        }
    }
}
