/// What the group's coordinator did with this member's partitions.
public enum RebalanceEvent: Sendable, Equatable {
    /// These are this member's partitions from now on, and no others.
    case assigned([TopicPartition])
    /// These go to other members. Offsets can still be committed.
    case revoked([TopicPartition])
    /// These went to other members already: nothing can be committed any more.
    case lost([TopicPartition])
}
