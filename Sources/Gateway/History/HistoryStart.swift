import Fanout

/// Where somebody begins who reads the past.
enum HistoryStart: Hashable, Sendable {
    case earliest
    case cursor(Cursor)
    /// The newest n records that pass, over all partitions.
    case last(Int)
    /// Records from this time on, in milliseconds.
    case since(Int64)
    /// An offset of the one partition asked about.
    case offset(Int64)

    /// Nil for `latest`, behind which there is nothing yet.
    init?(_ start: StartingPoint) {
        switch start {
        case .latest: return nil
        case .earliest: self = .earliest
        case .cursor(let cursor): self = .cursor(cursor)
        case .last(let count): self = .last(count)
        case .since(let milliseconds): self = .since(milliseconds)
        }
    }
}

/// The place that a ``HistoryStart`` means.
struct HistoryBeginning: Sendable {
    var positions: Positions
    /// Offsets before it that nobody has looked at although they may have been meant: a search was given up.
    var unseen: Int64 = 0
}
