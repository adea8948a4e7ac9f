/// Why the past was not read.
enum HistoryError: Error, Hashable, Sendable {
    /// Too many wait already.
    case busy(retryAfterMilliseconds: Int)
    /// The cursor belongs to another incarnation of the cluster or the topic.
    case reset
    case failed(String)
}

extension Problem {
    init(_ error: HistoryError) {
        switch error {
        case .busy(let milliseconds):
            self.init(
                503, "history.busy", "too many clients are reading history: try again in \(milliseconds) ms",
                headers: ["Retry-After": "\((milliseconds + 999) / 1000)"], retryAfter: milliseconds)
        case .reset:
            self.init(
                410, "history.reset",
                "the cursor belongs to another cluster, or to a topic that was made anew: begin without it")
        case .failed(let reason):
            self.init(
                503, "history.failed", "Kafka did not answer: \(reason)", headers: ["Retry-After": "1"],
                retryAfter: 1000)
        }
    }
}
