/// What became of a write.
public enum WriteResult: Sendable {
    /// The socket took it; more may follow.
    case sent
    /// It was taken, but the socket is full: write no more until `onWritable`.
    case choked
    /// The connection is closing or gone; nothing was written.
    case failed
}
