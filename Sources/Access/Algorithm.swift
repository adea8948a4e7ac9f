/// The signatures that are accepted (RFC 7518, section 3.1).
public enum Algorithm: String, Sendable {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"

    /// Bytes of a signature, where they are always as many.
    var signatureLength: Int? {
        switch self {
        case .hs256: 32
        case .es256: 64
        case .rs256: nil
        }
    }
}
