/// What a registry holds: something that knows its lines on the page.
protocol Metric: AnyObject, Sendable {
    /// Writes this metric's samples. `labels` is the text between the braces, possibly empty.
    func write(to page: inout PrometheusPage, name: String, labels: String)
}
