/// Why a caller's order was refused.
public enum InvalidOrder: Error, Hashable, Sendable {
    /// Not JSON, or not an object.
    case malformed
    /// Each problem with the field that it is about.
    case fields([FieldProblem])
}

/// One thing that is wrong with one field.
public struct FieldProblem: Hashable, Sendable {
    public let field: String
    /// Goes on where the field's name ends: "must be 1 to 100 characters long".
    public let message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}
