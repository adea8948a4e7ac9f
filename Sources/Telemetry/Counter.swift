import Synchronization

/// A number that only grows: events since the process began. Lock-free.
public final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Counts `amount` more, which must not be negative.
    public func increment(by amount: Int = 1) { count.add(amount, ordering: .relaxed) }

    /// The count so far.
    public var value: Int { count.load(ordering: .relaxed) }
}

extension Counter: Metric {
    func write(to page: inout PrometheusPage, name: String, labels: String) { page.sample(name, labels, value) }
}
