import OrderEvents

/// What was decided about a record, when and by whom: all that its consequences are written from, so that writing them
/// again writes the same bytes.
struct NotificationDecision: Hashable, Sendable {
    let outcome: NotificationOutcome
    let time: Timestamp
    let instanceID: String

    init(outcome: NotificationOutcome, time: Timestamp, instanceID: String) {
        self.outcome = outcome
        self.time = time
        self.instanceID = instanceID
    }

    /// As it is stored: `RETRY 1770297077406 notification-1`.
    var text: String { "\(outcome.rawValue) \(time.milliseconds) \(instanceID)" }

    /// Nil where `text` is nothing that ``text`` writes.
    init?(text: String) {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let outcome = NotificationOutcome(rawValue: String(words[0])),
            let milliseconds = Int64(words[1])
        else { return nil }
        self.init(
            outcome: outcome, time: Timestamp(milliseconds: milliseconds), instanceID: String(words[2]))
    }
}
