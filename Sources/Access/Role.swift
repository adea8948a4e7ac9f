import Options

/// Who somebody is to this system. Each role may do all that the one before it may.
public enum Role: String, CaseIterable, Comparable, Sendable, OptionValue {
    case viewer, participant, instructor

    public static func < (one: Role, other: Role) -> Bool {
        allCases.firstIndex(of: one)! < allCases.firstIndex(of: other)!
    }

    /// Whether somebody of this role may do it.
    public func may(_ permission: Permission) -> Bool { self >= permission.leastRole }
}
