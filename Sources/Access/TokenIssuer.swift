internal import CCjose
import JSONText

/// Signs tokens of this gateway's own: those behind ready links, and the sessions of cookies.
public struct TokenIssuer: Sendable {
    private let key: SigningKey

    /// - Parameter secret: at least ``SigningKey/secretLength`` bytes.
    public init(secret: [UInt8]) throws(TokenError) {
        key = try SigningKey(secret: secret)
    }

    /// Checks what this issuer, or another with the same secret, has signed.
    public var verifier: TokenVerifier { TokenVerifier(keys: KeySet([key])) }

    /// The token in compact form, signed with HS256.
    public func sign(_ token: Token) throws(TokenError) -> String {
        let claims = JSONWriter.object {
            $0.field("sub", token.subject)
            $0.field("role", token.role.rawValue)
            $0.field("exp", token.expires)
            for (name, value) in token.claims.sorted(by: { $0.key < $1.key }) where !Self.own.contains(name) {
                $0.field(named: name, value)
            }
        }
        guard let header = cjose_header_new(nil) else { throw TokenError(.badKey, "no memory") }
        defer { cjose_header_release(header) }
        let signed = key.withHandle { key -> String? in
            guard cjose_header_set(header, "alg", "HS256", nil),
                let jws = cjose_jws_sign(key, header, claims, claims.count, nil)
            else { return nil }
            defer { cjose_jws_release(jws) }
            var text: UnsafePointer<CChar>?
            guard cjose_jws_export(jws, &text, nil), let text else { return nil }
            return String(cString: text)
        }
        guard let signed else { throw TokenError(.badKey, "the token cannot be signed") }
        return signed
    }

    private static let own: Set = ["sub", "role", "exp"]
}
