import Access
import Testing

@Suite("Tokens and their signatures")
struct TokenVerifierTests {
    private let now: Int64 = 1_800_000_000
    private let verifier: TokenVerifier
    private let secret = Array("a secret of more than thirty-two bytes".utf8)

    init() throws {
        verifier = TokenVerifier(keys: try KeySet(json: Array(Samples.jwks.utf8), allowsSecrets: false))
    }

    private func refusal(_ token: String, by verifier: TokenVerifier? = nil, at time: Int64? = nil) -> TokenError.Code?
    {
        do throws(TokenError) {
            _ = try (verifier ?? self.verifier).verify(token, now: time ?? now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [Samples.rs256, Samples.es256, Samples.noKeyID])
    func tokensOfBothKindsOfPublicKeyAreAccepted(_ token: String) throws {
        let token = try verifier.verify(token, now: now)
        #expect(token.subject == "ann")
        #expect(token.role == .participant)
        #expect(token.expires == 4_000_000_000)
        #expect(token.claim("tenant") == "north")
        #expect(token.claim("sub") == "ann")
        #expect(token.claim("missing") == nil)
    }

    @Test func aTokenIsGoodUntilTheSecondItExpires() throws {
        #expect(refusal(Samples.rs256, at: 3_999_999_999) == nil)
        #expect(refusal(Samples.rs256, at: 4_000_000_000) == .expired)
    }

    /// RFC 7515, appendices A.1 to A.3: their tokens have no `sub`, which is looked at after signature and `exp`.
    @Test(arguments: [
        (RFC7515.secretJWK, RFC7515.hs256), (RFC7515.rsaJWK, RFC7515.rs256), (RFC7515.ecJWK, RFC7515.es256),
    ])
    func signaturesOfTheStandardAreRight(_ jwk: String, _ token: String) throws {
        let verifier = TokenVerifier(keys: try KeySet(json: Array(jwk.utf8), allowsSecrets: true))
        #expect(refusal(token, by: verifier, at: 1_300_819_379) == .claims)
        #expect(refusal(token, by: verifier, at: 1_300_819_380) == .expired)
        var other = Array(token.utf8)
        let place = try #require(token.utf8.firstIndex(of: UInt8(ascii: "."))).utf16Offset(in: token) + 5
        other[place] = other[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(refusal(String(decoding: other, as: UTF8.self), by: verifier, at: 0) == .signature)
    }

    @Test(arguments: [Samples.rs256, Samples.es256])
    func everyChangeOfATokenIsNoticed(_ token: String) {
        let bytes = Array(token.utf8)
        for place in stride(from: 0, to: bytes.count - 1, by: 7) where bytes[place] != UInt8(ascii: ".") {
            var other = bytes
            other[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(String(decoding: other, as: UTF8.self)) != nil, "byte \(place)")
        }
    }

    @Test(arguments: [Samples.signedWithPublicPEM, Samples.signedWithModulus])
    func aPublicKeyIsNoSecret(_ token: String) throws {
        #expect(refusal(token) == .algorithm)
        // Nor where there is a secret as well.
        let both = KeySet(
            try KeySet(json: Array(Samples.jwks.utf8), allowsSecrets: false).keys
                + [SigningKey(secret: secret, id: "r1")])
        #expect(refusal(token, by: TokenVerifier(keys: both)) == .signature)
    }

    @Test func aTokenWithoutSignatureIsRefused() {
        // {"alg":"none"}, and the same with a signature behind it.
        let payload = Samples.rs256.split(separator: ".")[1]
        #expect(refusal("eyJhbGciOiJub25lIn0.\(payload).") == .malformed)
        #expect(refusal("eyJhbGciOiJub25lIn0.\(payload).AAAA") == .algorithm)
        // {"alg":"RS512"}, {"alg":5}, {}
        for header in ["eyJhbGciOiJSUzUxMiJ9", "eyJhbGciOjV9", "e30"] {
            #expect(refusal("\(header).\(payload).AAAA") != nil)
        }
    }

    @Test func theKeyIsChosenByItsName() throws {
        #expect(refusal(Samples.unknownKeyID) == .unknownKey)
        let ecOnly = TokenVerifier(keys: try KeySet(json: Array(Samples.ecJWK.utf8), allowsSecrets: false))
        #expect(refusal(Samples.rs256, by: ecOnly) == .algorithm)
        #expect(refusal(Samples.es256, by: ecOnly) == nil)
    }

    @Test func whatIsMarkedCriticalIsNotPassedOver() { #expect(refusal(Samples.critical) == .algorithm) }

    @Test(arguments: [
        "", ".", "..", "...", "a.b.c", "a.b", "A.A.A", "AA==.AA==.AA==", "AAAA.AAAA.AAAA", "\0.\0.\0", "e30.e30.e30",
        "ä.ä.ä", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "eyJhbGciOiJIUzI1NiJ9..AAAA", " \(Samples.rs256)",
        "\(Samples.rs256)\n", String(repeating: "A", count: 100_000), String(repeating: ".", count: 5_000),
        String(repeating: "W1tb", count: 400) + ".e30.AAAA",
    ])
    func whatIsNoTokenIsRefused(_ text: String) { #expect(refusal(text) != nil) }

    @Test func anythingAtAllIsRefusedRatherThanBelieved() {
        var random = SplitMix(seed: 7515)
        let alphabet = Array("ABab01-_.{}\"".utf8)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<200, using: &random)
            let text = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            #expect(refusal(String(decoding: text, as: UTF8.self)) != nil)
        }
        // Whole tokens with parts taken out of each other.
        let parts = [Samples.rs256, Samples.es256, Samples.signedWithModulus].map { $0.split(separator: ".") }
        for one in parts {
            for two in parts where one != two {
                #expect(refusal("\(one[0]).\(one[1]).\(two[2])") != nil)
                #expect(refusal("\(one[2]).\(one[1]).\(two[2])") != nil)
            }
        }
    }
}

/// The examples of RFC 7515, appendix A.
private enum RFC7515 {
    static let secretJWK =
        #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#
    private static let claims =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let hs256 =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(claims).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let rsaJWK =
        #"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJ"#
        + "PMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdb"
        + "BYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"
        + #"h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9.\(claims).cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_"
        + "lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L0"
        + "7Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs9"
        + "8rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    static let ecJWK =
        #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
        + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9.\(claims).DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-"
        + "Kg6NU1Q"
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
