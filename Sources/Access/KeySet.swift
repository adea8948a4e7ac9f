import Foundation

/// The keys that tokens may be signed with.
public struct KeySet: Sendable {
    public let keys: [SigningKey]

    /// Longest file or answer, in bytes, that is read as a key set.
    public static let limit = 1 << 20
    /// Most keys in a set: a token without a `kid` may be tried with several of them.
    static let most = 64

    public init(_ keys: [SigningKey]) { self.keys = keys }

    /// A JSON Web Key or a set of them (RFC 7517, section 5). Keys of other kinds and for other uses are passed over.
    ///
    /// - Parameter allowsSecrets: whether `oct` keys count; never of a set that the world can read.
    public init(json: [UInt8], allowsSecrets: Bool) throws(TokenError) {
        guard json.count <= Self.limit,
            let object = (try? JSONSerialization.jsonObject(with: Data(json))) as? [String: Any]
        else { throw TokenError(.badKey, "a key set is one JSON object") }
        let entries = object["keys"] as? [[String: Any]] ?? (object["kty"] == nil ? [] : [object])
        guard entries.count <= Self.most else { throw TokenError(.badKey, "a key set has at most \(Self.most) keys") }
        var keys: [SigningKey] = []
        var problem: TokenError?
        for entry in entries {
            do throws(TokenError) {
                if let key = try SigningKey(jwk: entry, allowsSecrets: allowsSecrets) { keys.append(key) }
            } catch {
                problem = error
            }
        }
        guard !keys.isEmpty else {
            throw problem ?? TokenError(.badKey, "there is no RSA or P-256 key for signatures in the set")
        }
        self.keys = keys
    }

    /// The keys that a token with this `alg` and `kid` may be signed with.
    func candidates(_ algorithm: Algorithm, id: String?) -> [SigningKey] {
        keys.filter { $0.algorithm == algorithm && (id == nil || $0.id == nil || $0.id == id) }
    }
}
