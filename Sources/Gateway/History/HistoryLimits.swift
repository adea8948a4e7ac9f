import EventLoop

/// How much of the past is read for clients.
public struct HistoryLimits: Sendable {
    /// Reads from Kafka at a time, and that may wait for their turn.
    public var (atOnce, waiting) = (2, 64)
    /// How long one may wait for its turn.
    public var patience = Duration.seconds(10)
    /// Records in one read, and how long it may take.
    public var (chunk, chunkTime) = (2000, Duration.seconds(5))
    /// How much of what was read is kept for others, and for how long.
    public var (recentBytes, recentTime) = (32 << 20, Duration.seconds(5))
    /// Records that are looked at for one page, and how long that may take.
    public var (page, pageTime) = (50_000, Duration.seconds(5))
    /// Records that are looked at for one subscription on its way to the ring, and how long that may take.
    public var (subscription, subscriptionTime) = (100_000, Duration.seconds(60))
    /// Records in a page, and where nobody says how many.
    public static let (pageRecords, usualPageRecords) = (1000, 100)

    public init() {}

    var forPage: HistoryBudget { HistoryBudget(records: page, until: EventLoop.now + pageTime) }
    var forSubscription: HistoryBudget {
        HistoryBudget(records: subscription, until: EventLoop.now + subscriptionTime)
    }
}

/// What is left of what may be read for somebody.
struct HistoryBudget: Sendable {
    private(set) var records: Int
    private let deadline: Duration

    init(records: Int, until deadline: Duration) {
        self.records = records
        self.deadline = deadline
    }

    var isSpent: Bool { records <= 0 || EventLoop.now >= deadline }

    mutating func spend(_ count: Int) { records -= count }
}
