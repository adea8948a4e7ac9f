/// Prometheus' text format, version 0.0.4:
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
struct PrometheusPage {
    private(set) var text = ""

    mutating func write(_ family: MetricsRegistry.Family, named name: String) {
        text += "# HELP \(name) \(Self.escape(family.help))\n# TYPE \(name) \(family.kind.rawValue)\n"
        let metrics = family.metrics.map { (labels: Self.labels($0.key), metric: $0.value) }
        for (labels, metric) in metrics.sorted(by: { $0.labels < $1.labels }) {
            metric.write(to: &self, name: name, labels: labels)
        }
    }

    mutating func sample(_ name: String, _ labels: String, _ value: Int) { sample(name, labels, String(value)) }

    mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        sample(name, labels, Self.number(value))
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func labels(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escape($0.value, quotes: true))\"" }
            .joined(separator: ",")
    }

    private static func escape(_ text: String, quotes: Bool = false) -> String {
        let text = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map(String.init) ?? value.description
    }

    static func isName(_ name: String) -> Bool { name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil }

    static func isLabel(_ name: String) -> Bool {
        name.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil && !name.hasPrefix("__") && name != "le"
    }
}
