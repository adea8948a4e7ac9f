/// Follows the topic of one channel through what the cluster says of it, again and again.
struct TopicWatch: Equatable {
    enum Stage: Equatable {
        /// It is not being read: it is not there, or not yet, or it has to be begun anew.
        case waiting
        /// So many partitions of it are being read.
        case live(partitions: Int32)
    }

    /// What there is to do.
    enum Finding: Equatable {
        case nothing
        /// It is not there.
        case missing
        /// It is there, and can be read from its beginning.
        case ready(partitions: Int32)
        /// It has these partitions more.
        case grown(Range<Int32>)
        /// It was deleted.
        case gone
    }

    private(set) var stage = Stage.waiting
    /// It was not among the topics when they were last looked at; one look may be wrong.
    private(set) var isDoubtful = false
    /// Since when it could not be begun, though it is there.
    private var failingSince: Duration?
    /// A topic that was just made, or whose leader moves, is without one for a moment.
    private static let tolerance = Duration.seconds(5)

    /// - Parameter partitions: how many the cluster says that the topic has; nil: it knows no such topic. Fewer than
    ///   before, or none, is a cluster in trouble: topics do not shrink.
    mutating func see(_ partitions: Int32?) -> Finding {
        switch (stage, partitions) {
        case (.waiting, nil): return .missing
        case (.waiting, let partitions?): return partitions > 0 ? .ready(partitions: partitions) : .missing
        case (.live, nil):
            guard isDoubtful else {
                isDoubtful = true
                return .nothing
            }
            restart()
            return .gone
        case (.live(let known), let partitions?):
            isDoubtful = false
            return partitions > known ? .grown(known..<partitions) : .nothing
        }
    }

    /// So many partitions are being read now.
    mutating func read(partitions: Int32) { (stage, failingSince) = (.live(partitions: partitions), nil) }

    /// It could not be begun.
    ///
    /// - Parameter now: of a clock that never goes back.
    /// - Returns: whether that has lasted too long to go on as if it were about to begin.
    mutating func failed(at now: Duration) -> Bool {
        let since = failingSince ?? now
        failingSince = since
        return now - since >= Self.tolerance
    }

    /// What is read now is another topic of that name, or none.
    mutating func restart() { (stage, isDoubtful, failingSince) = (.waiting, false, nil) }

    var isLive: Bool { stage != .waiting }
}
