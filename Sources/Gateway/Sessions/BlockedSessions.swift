/// The clients of a shard whose sockets are full. Used on the shard's loop only.
///
/// A client becomes blocked and free again many times a second when it is a little too slow, so both cost the same
/// however many there are; how long each has been blocked is looked at once a second, for all of them together.
final class BlockedSessions {
    private struct Entry {
        let session: Session
        var watch: StallWatch
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }

    func add(_ session: Session, at now: Duration) {
        guard session.blockedIndex == nil else { return }
        session.blockedIndex = Int32(entries.count)
        entries.append(Entry(session: session, watch: StallWatch(at: now)))
    }

    func remove(_ session: Session) {
        guard let index = session.blockedIndex.map(Int.init) else { return }
        session.blockedIndex = nil
        let last = entries.removeLast()
        guard last.session !== session else { return }
        entries[index] = last
        last.session.blockedIndex = Int32(index)
    }

    /// Those that have accepted nothing for as long as `deadline`. The others are taken for alive.
    func stalled(for deadline: Duration, at now: Duration) -> [Session] {
        var stalled: [Session] = []
        for index in entries.indices {
            let session = entries[index].session
            switch entries[index].watch.look(session.connection.unacceptedBytes, at: now) {
            case .alive: session.connection.noteLife()
            case .still(let time): if time >= deadline { stalled.append(session) }
            }
        }
        return stalled
    }
}
