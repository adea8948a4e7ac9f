/// What became of a write.
public enum WriteResult: Sendable, Equatable {
    /// The socket took it; more may follow. How many bytes it was at the end, compressed where it was.
    case sent(bytes: Int)
    /// It was taken, but the socket is full: write no more until `onWritable`.
    case choked(bytes: Int)
    /// The connection is closing or gone; nothing was written.
    case failed
}
