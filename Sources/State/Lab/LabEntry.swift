/// Something that was done in the lab.
public struct LabEntry: Hashable, Sendable {
    /// By whom.
    public enum Actor: String, Sendable {
        case instructor, chaos, drill
        /// Whoever runs the processes, by itself.
        case dojo
    }

    /// In the order of time; also where the next ones are asked for.
    public var id = ""
    public var by: Actor
    /// `kill`, `scale`, `set`, …: a verb.
    public var action: String
    /// What it was done to: an instance, a service, a setting, `broker`, …
    public var target: String
    /// The rest of the sentence; may be empty.
    public var detail: String

    public init(by: Actor, action: String, target: String, detail: String = "") {
        self.by = by
        self.action = action
        self.target = target
        self.detail = detail
    }

    /// Milliseconds since 1970, by the clock of Redis.
    public var time: Int64 { id.split(separator: "-").first.flatMap { Int64($0) } ?? 0 }

    /// Of the stream; nil where it is something else.
    init?(id: String, fields: [String: String]) {
        guard let by = fields["by"].flatMap(Actor.init), let action = fields["action"] else { return nil }
        self.init(by: by, action: action, target: fields["target"] ?? "", detail: fields["detail"] ?? "")
        self.id = id
    }
}
