/// Somebody in the room, as orders are counted for them.
public struct Person: Hashable, Sendable {
    /// The same for all that they do from one browser; says nothing of who they are.
    public var id: String
    /// What they call themselves; empty where they have not said.
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
