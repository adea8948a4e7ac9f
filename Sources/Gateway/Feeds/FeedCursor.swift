import Fanout

/// A resume token over several channels, as `id:` of an event and `Last-Event-ID` of a request carry it:
/// `orders=<cursor>,audit=<cursor>`.
struct FeedCursor {
    let cursors: [String: Cursor]
    let text: String

    init(_ channels: [(name: String, cursor: Cursor)]) {
        cursors = Dictionary(channels.map { ($0.name, $0.cursor) }) { $1 }
        text = channels.map { "\($0.name)=\($0.cursor.text)" }.joined(separator: ",")
    }

    init?(_ text: String) {
        var channels: [(String, Cursor)] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let cursor = Cursor(String(pair[1])) else { return nil }
            channels.append((String(pair[0]), cursor))
        }
        guard !channels.isEmpty else { return nil }
        self.init(channels)
    }
}
