import Access

/// Who somebody is, as far as this gateway knows.
struct Identity: Sendable, Equatable {
    var role: Role
    /// As idempotency keys know the caller: the session of a cookie, a token's `sub`, or an address.
    var caller: String
    /// The session of the cookie that somebody came with.
    var session: String?
    /// What the token said; nil where none is asked for.
    var token: Token?

    /// Seconds since 1970 from which on it counts no more.
    var expires: Int64? { token?.expires }

    /// Who is on this machine, where nobody is asked for a token.
    static func local(_ address: String) -> Identity { Identity(role: .instructor, caller: address) }
}
