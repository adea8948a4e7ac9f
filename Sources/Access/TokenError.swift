/// Why a token, or a key for tokens, is not accepted.
public struct TokenError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of refusal. An open set: compare, do not switch exhaustively.
    public struct Code: Hashable, Sendable {
        let name: String

        /// It is no JWT at all, or longer than one may be.
        public static let malformed = Code(name: "malformed")
        /// Its `alg` is none of HS256, RS256 and ES256, or not what its key is for.
        public static let algorithm = Code(name: "algorithm")
        /// No key is known for it.
        public static let unknownKey = Code(name: "unknown key")
        /// Somebody else has signed it, or it was changed.
        public static let signature = Code(name: "signature")
        public static let expired = Code(name: "expired")
        /// Its `nbf` is yet to come.
        public static let notYet = Code(name: "not yet")
        /// A claim is missing, or not what it must be.
        public static let claims = Code(name: "claims")
        /// A key, or a set of them, that cannot be used.
        public static let badKey = Code(name: "bad key")
    }

    public let code: Code
    /// One sentence, which tells nothing that only the holder of a key may know.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
