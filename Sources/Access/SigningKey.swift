internal import CCjose
import Foundation
import Synchronization

/// One key that signs or checks tokens. It is for one algorithm only, whatever a token asks for.
public final class SigningKey: @unchecked Sendable {
    // Why @unchecked: libcjose counts references to a key without a lock, so all use of `handle` stands behind `lock`.

    public let algorithm: Algorithm
    /// Its name in a set (`kid`).
    public let id: String?
    private let handle: OpaquePointer
    private let lock = Mutex(())

    /// Fewest bytes of a secret: as many as the hash has (RFC 7518, section 3.2).
    public static let secretLength = 32
    /// Fewest bits of an RSA key (RFC 7518, section 3.3), and the most that are worth their time.
    private static let modulusBits = 2048...8192

    /// A secret shared with who signs, for HS256.
    public convenience init(secret: [UInt8], id: String? = nil) throws(TokenError) {
        guard secret.count >= Self.secretLength else {
            throw TokenError(.badKey, "a secret has at least \(Self.secretLength) bytes")
        }
        try self.init(.hs256, id: id) { cjose_jwk_create_oct_spec(secret, secret.count, nil) }
    }

    /// A JSON Web Key (RFC 7517): `RSA`, `EC` with P-256, or (if allowed) `oct`. Private parts are not looked at.
    ///
    /// - Returns: nil for one that is for something else than the signatures accepted here.
    convenience init?(jwk: [String: Any], allowsSecrets: Bool) throws(TokenError) {
        func text(_ name: String) -> String? { jwk[name] as? String }
        func bytes(_ name: String) -> [UInt8]? { text(name).flatMap { CompactToken.decode($0.utf8) } }
        if let use = text("use"), use != "sig" { return nil }
        if let operations = jwk["key_ops"] as? [String], !operations.contains("verify") { return nil }
        let wanted = text("alg")
        let id = text("kid")
        switch text("kty") {
        case "RSA" where wanted == nil || wanted == "RS256":
            guard let n = bytes("n"), let e = bytes("e"), !e.isEmpty, e.count <= 8 else {
                throw TokenError(.badKey, "an RSA key needs n and e")
            }
            let bits = n.drop { $0 == 0 }.count * 8
            guard Self.modulusBits.contains(bits) else {
                throw TokenError(.badKey, "an RSA key has 2048 to 8192 bits, this one \(bits)")
            }
            try self.init(.rs256, id: id, json: ["kty": "RSA", "n": text("n") ?? "", "e": text("e") ?? ""])
        case "EC" where wanted == nil || wanted == "ES256":
            guard text("crv") == "P-256" else { return nil }
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32 else {
                throw TokenError(.badKey, "a P-256 key has x and y of 32 bytes")
            }
            try self.init(
                .es256, id: id, json: ["kty": "EC", "crv": "P-256", "x": text("x") ?? "", "y": text("y") ?? ""])
        case "oct" where allowsSecrets && (wanted == nil || wanted == "HS256"):
            guard let secret = bytes("k") else { throw TokenError(.badKey, "an oct key needs k") }
            try self.init(secret: secret, id: id)
        default: return nil
        }
    }

    private convenience init(_ algorithm: Algorithm, id: String?, json: [String: String]) throws(TokenError) {
        let text = (try? JSONSerialization.data(withJSONObject: json)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try self.init(algorithm, id: id) { cjose_jwk_import(text, text.utf8.count, nil) }
    }

    private init(_ algorithm: Algorithm, id: String?, _ make: () -> OpaquePointer?) throws(TokenError) {
        guard let made = make() else { throw TokenError(.badKey, "the key cannot be read") }
        handle = made
        self.algorithm = algorithm
        self.id = id
    }

    deinit { cjose_jwk_release(handle) }

    /// Lends the key, to one caller at a time.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        lock.withLock { _ in body(handle) }
    }
}
