import Fanout
import JSONText

/// The answer to a ``HistoryQuery``.
struct HistoryPage: Sendable {
    /// The records' JSON, a comma between two: the same envelope as in `events`.
    var events: [UInt8]
    /// Behind the last record that was looked at: the next page begins there.
    var cursor: Cursor
    /// Whether there was something behind the cursor when the question was asked.
    var hasMore: Bool
    /// Records that should have come and that Kafka no longer has; an upper bound.
    var missed: Int64
    /// Whether the search was given up before the page was full or the end reached.
    var isLimited: Bool

    /// What a WebSocket's `result` has as `data`, and HTTP as the body.
    func json(channel: String) -> [UInt8] {
        var json = JSONWriter(capacity: events.count + 256)
        json.object {
            $0.field("channel", channel)
            $0.field("cursor", cursor.text)
            $0.field("more", hasMore)
            if isLimited { $0.field("reason", Gap.Reason.limit.rawValue) }
            if missed > 0 { $0.field("missed", missed) }
            $0.raw("events", [UInt8(ascii: "[")] + events + [UInt8(ascii: "]")])
        }
        return json.bytes
    }
}
