import Synchronization

/// The metrics of a process, by name and labels. Asking twice for the same one gives the same one; a hot path keeps
/// the object it was given, so that counting is an atomic addition.
public final class MetricsRegistry: Sendable {
    /// The one that `/metrics` shows. It also has the process metrics of ``registerProcessMetrics()``.
    public static let shared: MetricsRegistry = {
        let registry = MetricsRegistry()
        registry.registerProcessMetrics()
        return registry
    }()

    enum Kind: String { case counter, gauge, histogram }

    struct Family {
        let kind: Kind
        let help: String
        var metrics: [[String: String]: any Metric] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var collectors: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// An empty one; most code wants ``shared``.
    public init() {}

    /// A counter; by convention its name ends in `_total`.
    public func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
        metric(name, .counter, help, labels) { Counter() }
    }

    /// A gauge; by convention its name ends in its unit: `_seconds`, `_bytes`.
    public func gauge(_ name: String, help: String, labels: [String: String] = [:]) -> Gauge {
        metric(name, .gauge, help, labels) { Gauge() }
    }

    /// A histogram of seconds, unless its name says another unit. `buckets` are upper bounds.
    public func histogram(
        _ name: String, help: String, labels: [String: String] = [:], buckets: [Double] = Histogram.latencies
    ) -> Histogram {
        metric(name, .histogram, help, labels) { Histogram(bounds: buckets) }
    }

    /// Runs `body` before every page, to fill gauges that are costly to keep up to date.
    public func collect(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.collectors.append(body) }
    }

    /// The page in Prometheus' text format 0.0.4, families and their metrics in the order of their names.
    public func prometheus() -> String {
        for collector in state.withLock({ $0.collectors }) { collector() }
        let families = state.withLock { $0.families }
        var page = PrometheusPage()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) { page.write(family, named: name) }
        return page.text
    }

    /// A name that cannot be one, or that is two kinds of metric, is a mistake in the program and ends it.
    func metric<M: Metric>(
        _ name: String, _ kind: Kind, _ help: String, _ labels: [String: String], make: () -> M
    ) -> M {
        state.withLock { state in
            // Most calls ask for one that there is.
            if let family = state.families[name], family.kind == kind, let metric = family.metrics[labels] as? M {
                return metric
            }
            precondition(PrometheusPage.isName(name), "'\(name)' is not a metric's name")
            precondition(labels.keys.allSatisfy(PrometheusPage.isLabel), "\(name): a label's name is not allowed")
            let known = state.families[name]?.kind ?? kind
            precondition(known == kind, "\(name) is a \(known.rawValue), not a \(kind.rawValue)")
            let metric = make()
            state.families[name, default: Family(kind: kind, help: help)].metrics[labels] = metric
            return metric
        }
    }
}
