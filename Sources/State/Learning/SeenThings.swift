/// What the room has seen of the workshop.
public struct SeenThings: Hashable, Sendable {
    /// When it began, or was begun anew, in milliseconds since 1970: who holds what was seen before has to forget it.
    public let since: Int64
    /// By the name of a check, when it was seen first.
    public let times: [String: Int64]

    private static let sinceField = "since"

    /// As Redis has it.
    init(_ fields: [String: String]) {
        since = fields[Self.sinceField].flatMap { Int64($0) } ?? 0
        times = fields.filter { $0.key != Self.sinceField }.compactMapValues { Int64($0) }
    }
}
