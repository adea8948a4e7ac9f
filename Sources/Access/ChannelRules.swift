/// Who may read and who may write a channel, besides what ``Permission`` says of all.
public struct ChannelRules: Sendable, Hashable {
    /// The least role that may read it.
    public var read: Role
    /// The least role that may publish to it; nil: nobody.
    public var publish: Role?
    /// What a record has to be for a reader to see it; nil: every record is seen.
    public var rule: ReadRule?

    public init(read: Role = .viewer, publish: Role? = nil, rule: ReadRule? = nil) {
        self.read = read
        self.publish = publish
        self.rule = rule
    }

    /// The keys whose records somebody may read.
    ///
    /// - Parameter claim: the value of a claim of theirs.
    public func visibleKeys(role: Role, claim: (String) -> String?) -> VisibleKeys {
        guard role >= read else { return .none }
        guard let rule else { return .all }
        if role == .instructor, rule.sparesInstructors { return .all }
        return claim(rule.claim).map { .one($0) } ?? .none
    }

    /// Whether somebody of this role may publish to it.
    public func letsPublish(_ role: Role) -> Bool { publish.map { role >= $0 } ?? false }

    public enum VisibleKeys: Sendable, Hashable {
        case all, none
        case one(String)
    }
}
