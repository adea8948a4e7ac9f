import Access
import Foundation
import Testing

@Suite("Tokens of one's own, and claims")
struct TokenIssuerTests {
    private let secret = Array("0123456789abcdef0123456789abcdef".utf8)

    @Test func whatWasSignedIsReadBack() throws {
        let issuer = try TokenIssuer(secret: secret)
        let token = Token(
            subject: "Ann \"the\" chef", role: .instructor, expires: 100, claims: ["use": "session", "iss": "dojo"])
        let text = try issuer.sign(token)
        let read = try issuer.verifier.verify(text, now: 99)
        #expect(read.subject == token.subject)
        #expect(read.role == .instructor)
        #expect(read.expires == 100)
        #expect(read.claim("use") == "session")
        #expect(try issuer.sign(token) == text)
    }

    @Test func anotherSecretIsAnotherIssuer() throws {
        let text = try TokenIssuer(secret: secret).sign(Token(subject: "a", role: .viewer, expires: 100))
        let other = try TokenIssuer(secret: secret.reversed())
        #expect(throws: TokenError(.signature, "the signature is not right")) {
            try other.verifier.verify(text, now: 0)
        }
    }

    @Test func aShortSecretIsRefused() {
        #expect(throws: TokenError.self) { try TokenIssuer(secret: Array(secret.dropLast())) }
    }

    /// Signs any claims, as another issuer with the same secret would.
    private func verify(
        _ claims: String, issuer: String? = nil, audience: String? = nil, at now: Int64 = 1_000
    ) throws -> Token {
        let text = HMACToken.sign(claims, secret: secret)
        let keys = KeySet([try SigningKey(secret: secret)])
        return try TokenVerifier(keys: keys, issuer: issuer, audience: audience).verify(text, now: now)
    }

    @Test(arguments: [
        (#"{"sub":"a","role":"viewer"}"#, TokenError.Code.claims),
        (#"{"sub":"a","role":"viewer","exp":"2000"}"#, .claims),
        (#"{"sub":"a","role":"viewer","exp":true}"#, .claims),
        (#"{"sub":"a","role":"viewer","exp":-1}"#, .claims),
        (#"{"sub":"a","role":"viewer","exp":1e300}"#, .claims),
        (#"{"sub":"a","role":"viewer","exp":null}"#, .claims),
        (#"{"sub":"a","role":"viewer","exp":1000}"#, .expired),
        (#"{"sub":"a","role":"viewer","exp":2000,"nbf":1031}"#, .notYet),
        (#"{"sub":"a","role":"viewer","exp":2000,"nbf":"soon"}"#, .claims),
        (#"{"sub":"","role":"viewer","exp":2000}"#, .claims),
        (#"{"role":"viewer","exp":2000}"#, .claims),
        (#"{"sub":7,"role":"viewer","exp":2000}"#, .claims),
        (#"{"sub":"a","exp":2000}"#, .claims),
        (#"{"sub":"a","role":"admin","exp":2000}"#, .claims),
        (#"{"sub":"a","role":["instructor"],"exp":2000}"#, .claims),
        (#"["sub"]"#, .claims), ("null", .claims), ("7", .claims), ("not json", .claims),
    ])
    func claimsThatAreMissingOrWrongAreRefused(_ claims: String, _ code: TokenError.Code) {
        do {
            _ = try verify(claims)
            Issue.record("accepted \(claims)")
        } catch {
            #expect((error as? TokenError)?.code == code, "\(claims): \(error)")
        }
    }

    @Test func claimsOfEveryKindAreKept() throws {
        let token = try verify(
            #"{"sub":"a","role":"viewer","exp":2000.5,"nbf":1030,"n":7,"half":0.5,"yes":true,"list":["a"],"x":{"y":1}}"#
        )
        #expect(token.expires == 2000)
        #expect(token.claim("n") == "7")
        #expect(token.claim("yes") == "true")
        #expect(token.claim("half") == nil)
        #expect(token.claim("list") == nil)
        #expect(token.claim("role") == "viewer")
    }

    @Test func issuerAndAudienceAreComparedWhereTheyAreAskedFor() throws {
        let claims = #"{"sub":"a","role":"viewer","exp":2000,"iss":"https://id.example","aud":["dojo","other"]}"#
        _ = try verify(claims, issuer: "https://id.example", audience: "dojo")
        #expect(throws: TokenError.self) { try verify(claims, issuer: "https://evil.example") }
        #expect(throws: TokenError.self) { try verify(claims, audience: "third") }
        let single = #"{"sub":"a","role":"viewer","exp":2000,"aud":"dojo"}"#
        _ = try verify(single, audience: "dojo")
        #expect(throws: TokenError.self) { try verify(single, issuer: "https://id.example") }
    }
}
