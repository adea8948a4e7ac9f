import Synchronization

/// A number that goes up and down: how much of something there is now. Lock-free.
public final class Gauge: Sendable {
    private let number = AtomicDouble()

    /// Makes it stand at `value`.
    public func set(_ value: Double) { number.store(value) }
    /// Makes it stand at `value`.
    public func set(_ value: Int) { number.store(Double(value)) }
    /// Adds to it; of several threads' additions none is lost.
    public func increment(by amount: Double = 1) { number.add(amount) }
    /// Takes from it.
    public func decrement(by amount: Double = 1) { number.add(-amount) }

    /// What it stands at.
    public var value: Double { number.load() }
}

extension Gauge: Metric {
    func write(to page: inout PrometheusPage, name: String, labels: String) { page.sample(name, labels, value) }
}
