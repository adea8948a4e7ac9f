import EventLoop
import Fanout

/// What was read of late, for those who ask for the same a moment later: a room that comes back together reads the same.
struct RecentChunks {
    private struct Entry {
        let range: HistoryRange
        let chunk: HistoryChunk
        let time: Duration
    }

    private let bytes: Int
    private let lifetime: Duration
    /// Oldest first.
    private var entries: [Entry] = []
    private var held = 0

    /// - Parameter lifetime: short, for a topic that is made anew has the same offsets.
    init(bytes: Int, lifetime: Duration) {
        self.bytes = bytes
        self.lifetime = lifetime
    }

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ chunk: HistoryChunk, of range: HistoryRange, at now: Duration) {
        entries.append(Entry(range: range, chunk: chunk, time: now))
        held += chunk.batch?.bytes.count ?? 0
        removeExpired(at: now)
        while held > bytes, !entries.isEmpty { removeFirst() }
    }

    func chunk(of range: HistoryRange, at now: Duration) -> HistoryChunk? {
        entries.last { $0.range == range && now - $0.time < lifetime }?.chunk
    }

    mutating func removeExpired(at now: Duration) {
        while let first = entries.first, now - first.time >= lifetime { removeFirst() }
    }

    private mutating func removeFirst() { held -= entries.removeFirst().chunk.batch?.bytes.count ?? 0 }
}
