/// How fast records were handled of late. Pure: the caller says what time it is.
struct RecentHandling: Sendable {
    /// Over how long records are counted, and how long a batch's time is remembered.
    static let (rateWindow, timesWindow) = (Duration.seconds(10), Duration.seconds(60))
    /// Batches remembered at most: their times are sorted whenever somebody asks.
    static let mostBatches = 1000

    private struct Batch {
        let end: Duration
        let records: Int
        let time: Duration
    }

    private var batches: ArraySlice<Batch> = []
    private let start: Duration

    init(start: Duration) { self.start = start }

    /// A batch is through that took `time`.
    mutating func note(records: Int, took time: Duration, at now: Duration) {
        batches.append(Batch(end: now, records: records, time: time))
        forget(now)
    }

    private mutating func forget(_ now: Duration) {
        let first = batches.firstIndex { $0.end > now - Self.timesWindow } ?? batches.endIndex
        batches = batches[max(first, batches.endIndex - Self.mostBatches)...]
    }

    /// Records a second.
    func rate(at now: Duration) -> Double {
        let window = min(max(now - start, .seconds(1)), Self.rateWindow)
        let count = batches.reversed().prefix { $0.end > now - window }.reduce(0) { $0 + $1.records }
        return Double(count) / (window / .seconds(1))
    }

    /// The time under which this share of the batches of the last minute stayed; nil where there was none.
    func percentile(_ share: Double, at now: Duration) -> Duration? {
        let times = batches.filter { $0.end > now - Self.timesWindow }.map(\.time).sorted()
        guard !times.isEmpty else { return nil }
        return times[min(times.count - 1, Int(Double(times.count) * share))]
    }
}
