/// Where to begin reading a partition.
public enum StartOffset: Sendable, Equatable {
    /// The first record there is.
    case beginning
    /// What is written from now on.
    case end
    /// Where the group's commit says; the first record when it says nothing.
    case stored
    /// This offset, or the next one there is.
    case offset(Int64)
    /// So many before the end.
    case tail(Int64)
}
