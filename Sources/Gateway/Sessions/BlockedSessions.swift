/// The clients of a shard whose sockets are full. Used on the shard's loop only.
///
/// A client becomes blocked and free again many times a second when it is a little too slow, so both cost the same
/// however many there are; how long each has been blocked is looked at once a second, for all of them together.
final class BlockedSessions {
    private struct Entry {
        let session: Session
        /// When the client last accepted something, as far as that was seen.
        var since: Duration
        /// Bytes that the system holds for it, once that was looked at.
        var unaccepted: Int?
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }

    func add(_ session: Session, at now: Duration) {
        guard session.blockedIndex == nil else { return }
        session.blockedIndex = Int32(entries.count)
        entries.append(Entry(session: session, since: now, unaccepted: nil))
    }

    func remove(_ session: Session) {
        guard let index = session.blockedIndex.map(Int.init) else { return }
        session.blockedIndex = nil
        let last = entries.removeLast()
        guard last.session !== session else { return }
        entries[index] = last
        last.session.blockedIndex = Int32(index)
    }

    /// Those that have accepted nothing for as long as `deadline`. A socket is writable again only when much of what it
    /// holds was accepted, so for one that reads very slowly the bytes it holds are compared.
    func stalled(for deadline: Duration, at now: Duration) -> [Session] {
        var stalled: [Session] = []
        for index in entries.indices {
            let connection = entries[index].session.connection
            let unaccepted = connection.unacceptedBytes
            if let before = entries[index].unaccepted, before != unaccepted {
                entries[index].since = now
                connection.noteLife()
            } else if now - entries[index].since >= deadline {
                stalled.append(entries[index].session)
            }
            entries[index].unaccepted = unaccepted
        }
        return stalled
    }
}
