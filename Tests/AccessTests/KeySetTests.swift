import Access
import Foundation
import Testing

@Suite("Key sets")
struct KeySetTests {
    private func set(_ json: String, allowsSecrets: Bool = false) throws -> [String] {
        try KeySet(json: Array(json.utf8), allowsSecrets: allowsSecrets).keys.map(\.algorithm.rawValue)
    }

    @Test func oneKeyIsASetToo() throws {
        #expect(try set(Samples.rsaJWK) == ["RS256"])
        #expect(try set(Samples.ecJWK) == ["ES256"])
        #expect(try set(Samples.jwks) == ["RS256", "ES256"])
    }

    @Test func keysForOtherThingsArePassedOver() throws {
        let others = [
            #"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#, #"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#,
            #"{"kty":"RSA","use":"enc","n":"AA","e":"AQAB"}"#, #"{"kty":"RSA","alg":"PS256","n":"AA","e":"AQAB"}"#,
            #"{"kty":"RSA","key_ops":["encrypt"],"n":"AA","e":"AQAB"}"#, "{}", #"{"kty":7}"#,
        ]
        for other in others {
            #expect(try set(#"{"keys":[\#(other),\#(Samples.ecJWK)]}"#) == ["ES256"])
            #expect(throws: TokenError.self) { try set(other) }
        }
    }

    @Test func secretsCountOnlyInPrivate() throws {
        let secret = #"{"kty":"oct","k":"\#(String(repeating: "A", count: 43))"}"#
        #expect(try set(secret, allowsSecrets: true) == ["HS256"])
        #expect(throws: TokenError.self) { try set(secret) }
        #expect(throws: TokenError.self) { try set(#"{"kty":"oct","k":"c2hvcnQ"}"#, allowsSecrets: true) }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"keys":[]}"#, #"{"keys":{}}"#, #"{"keys":[7]}"#, "\0",
        #"{"kty":"RSA","n":"AAAA","e":"AQAB"}"#, #"{"kty":"RSA","n":"","e":""}"#, #"{"kty":"RSA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#, #"{"kty":"EC","crv":"P-256"}"#,
        // Not on the curve.
        #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
            + #""y":"AAFEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    ])
    func whatIsNoSetIsRefused(_ json: String) {
        #expect(throws: TokenError.self) { try set(json, allowsSecrets: true) }
    }

    @Test func oneBadKeyDoesNotSpoilTheSet() throws {
        #expect(try set(#"{"keys":[{"kty":"RSA","n":"AAAA","e":"AQAB"},\#(Samples.ecJWK)]}"#) == ["ES256"])
    }

    @Test func aFileIsReadAnewAndTheLastGoodSetKept() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "jwks-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let source = JWKSSource(.file(path))
        await #expect(throws: TokenError.self) { try await source.refresh() }
        #expect(source.keys == nil)
        try Samples.rsaJWK.write(toFile: path, atomically: true, encoding: .utf8)
        try await source.refresh()
        #expect(source.keys?.keys.map(\.algorithm) == [.rs256])
        try "broken".write(toFile: path, atomically: true, encoding: .utf8)
        await #expect(throws: TokenError.self) { try await source.refresh() }
        #expect(source.keys?.keys.map(\.algorithm) == [.rs256])
        try Samples.jwks.write(toFile: path, atomically: true, encoding: .utf8)
        try await source.refresh()
        #expect(source.keys?.keys.count == 2)
    }
}
