/// Notices that a peer accepts nothing of what waits for it.
///
/// A socket is writable again only when much of what it holds was accepted, so for one that reads very slowly the bytes
/// that it holds are compared: they change only when the peer has taken some.
struct StallWatch {
    enum Finding: Equatable {
        /// It has accepted something since the last look.
        case alive
        /// It has not, for so long.
        case still(Duration)
    }

    private var since: Duration
    private var unaccepted: Int?

    /// - Parameter now: when the socket was full.
    init(at now: Duration) { since = now }

    /// - Parameter bytes: what the socket holds.
    mutating func look(_ bytes: Int, at now: Duration) -> Finding {
        defer { unaccepted = bytes }
        guard let unaccepted, unaccepted != bytes else { return .still(now - since) }
        since = now
        return .alive
    }
}
