/// How often values of which size were seen, usually seconds. Lock-free.
public final class Histogram: Sendable {
    /// Bounds in seconds that suit a latency: 1 ms to 10 s.
    public static let latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    let bounds: [Double]
    private let buckets: [Counter]  // one more than bounds: the last is for all that is larger
    private let total = AtomicDouble()

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Records one value.
    public func record(_ value: Double) {
        buckets[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        total.add(value)
    }

    /// Records a time in seconds.
    public func record(_ time: Duration) { record(time / .seconds(1)) }

    /// The sum of all values.
    public var sum: Double { total.load() }

    /// How many values were at or below each bound, then how many there were in all.
    public var cumulativeCounts: [Int] {
        var sum = 0
        return buckets.map {
            sum += $0.value
            return sum
        }
    }
}

extension Histogram: Metric {
    func write(to page: inout PrometheusPage, name: String, labels: String) {
        let counts = cumulativeCounts
        for (bound, count) in zip(bounds + [.infinity], counts) {
            let le = "le=\"\(PrometheusPage.number(bound))\""
            page.sample(name + "_bucket", labels.isEmpty ? le : labels + "," + le, count)
        }
        page.sample(name + "_sum", labels, sum)
        page.sample(name + "_count", labels, counts.last ?? 0)
    }
}
