internal import CCjose
import Foundation

/// Checks tokens. A value without state: time comes in with each call.
public struct TokenVerifier: Sendable {
    private let keys: KeySet
    private let issuer: String?
    private let audience: String?

    /// Seconds by which clocks may differ (for `nbf` only: what has expired has expired).
    static let leeway: Int64 = 30

    /// - Parameters:
    ///   - issuer: what `iss` must say; nil: not looked at.
    ///   - audience: what `aud` must say or contain; nil: not looked at.
    public init(keys: KeySet, issuer: String? = nil, audience: String? = nil) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
    }

    /// - Parameter now: seconds since 1970.
    /// - Returns: what the token says, once everything about it is right.
    public func verify(_ text: String, now: Int64) throws(TokenError) -> Token {
        let compact = try CompactToken(text)
        guard let jws = cjose_jws_import(text, text.utf8.count, nil) else {
            throw TokenError(.malformed, "this is not a JWT in compact form")
        }
        defer { cjose_jws_release(jws) }
        let header = try Self.header(of: jws)
        if let length = header.algorithm.signatureLength, compact.signatureLength != length {
            throw TokenError(.signature, "the signature has the wrong length")
        }
        try checkSignature(of: jws, header)
        return try claims(compact.payload, now: now)
    }

    // MARK: Signature

    private struct Header {
        var algorithm: Algorithm
        var keyID: String?
    }

    /// As libcjose itself has read it: what is compared with the key here is what it acts upon.
    private static func header(of jws: OpaquePointer) throws(TokenError) -> Header {
        guard let header = cjose_jws_get_protected(jws) else {
            throw TokenError(.malformed, "the token has no header")
        }
        guard let name = cjose_header_get(header, "alg", nil).map({ String(cString: $0) }),
            let algorithm = Algorithm(rawValue: name)
        else { throw TokenError(.algorithm, "a token is signed with HS256, RS256 or ES256") }
        // Nothing that is marked as critical is understood here (RFC 7515, section 4.1.11).
        if let critical = cjose_header_get_raw(header, "crit", nil) {
            free(critical)
            throw TokenError(.algorithm, "the token's header has critical fields")
        }
        return Header(
            algorithm: algorithm, keyID: cjose_header_get(header, "kid", nil).map { String(cString: $0) })
    }

    private func checkSignature(of jws: OpaquePointer, _ header: Header) throws(TokenError) {
        guard keys.keys.contains(where: { $0.algorithm == header.algorithm }) else {
            throw TokenError(.algorithm, "no key here is for \(header.algorithm.rawValue)")
        }
        let candidates = keys.candidates(header.algorithm, id: header.keyID)
        guard !candidates.isEmpty else { throw TokenError(.unknownKey, "the token's key is not known here") }
        for key in candidates where key.withHandle({ cjose_jws_verify(jws, $0, nil) }) { return }
        throw TokenError(.signature, "the signature is not right")
    }

    // MARK: Claims

    private func claims(_ payload: [UInt8], now: Int64) throws(TokenError) -> Token {
        guard let claims = (try? JSONSerialization.jsonObject(with: Data(payload))) as? [String: Any] else {
            throw TokenError(.claims, "the token's claims are not a JSON object")
        }
        guard let expires = try Self.date("exp", claims) else { throw TokenError(.claims, "the token has no exp") }
        guard now < expires else { throw TokenError(.expired, "the token has expired") }
        if let begin = try Self.date("nbf", claims), begin > now + Self.leeway {
            throw TokenError(.notYet, "the token does not count yet")
        }
        guard let subject = claims["sub"] as? String, (1...256).contains(subject.utf8.count) else {
            throw TokenError(.claims, "the token has no sub of 1 to 256 bytes")
        }
        guard let role = (claims["role"] as? String).flatMap(Role.init(rawValue:)) else {
            throw TokenError(.claims, "the token's role is none of viewer, participant and instructor")
        }
        if let issuer, claims["iss"] as? String != issuer {
            throw TokenError(.claims, "the token comes from another issuer")
        }
        if let audience {
            let named = claims["aud"] as? [String] ?? (claims["aud"] as? String).map { [$0] } ?? []
            guard named.contains(audience) else { throw TokenError(.claims, "the token is for somebody else") }
        }
        return Token(subject: subject, role: role, expires: expires, claims: claims.compactMapValues(Self.text))
    }

    /// Seconds since 1970, rounded down; fractions are allowed (RFC 7519, section 2, NumericDate).
    private static func date(_ name: String, _ claims: [String: Any]) throws(TokenError) -> Int64? {
        guard let value = claims[name] else { return nil }
        guard let number = value as? NSNumber, !isBool(number), number.doubleValue >= 0,
            number.doubleValue < 1e12
        else { throw TokenError(.claims, "the token's \(name) is not a time") }
        return Int64(number.doubleValue)
    }

    private static func text(_ value: Any) -> String? {
        if let text = value as? String { return text }
        guard let number = value as? NSNumber else { return nil }
        if isBool(number) { return number.boolValue ? "true" : "false" }
        return Int64(exactly: number.doubleValue).map(String.init)
    }

    private static func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
