import State

/// Who is there: what this shard's clients say of themselves, and what they are told of the others.
extension Shard {
    /// `hello`: from here on the client is one of those who are there, and is told of them.
    func introduce(_ session: Session, id: String?, name: String) {
        session.name = name
        attendees[session.id] = session
        session.send(ServerMessage.result(id: id, data: Array("{}".utf8)))
        if let news = shared.room?.news { session.send(news) }
        announce(session)
    }

    /// Tells what somebody follows who has said their name.
    func announce(_ session: Session) {
        guard let name = session.name else { return }
        attend(
            .present(
                Attendee(
                    session: session.id, name: name, channels: session.subscriptions.keys.sorted(),
                    person: Person(session.identity, name: name).id)))
    }

    func farewell(_ session: Session) {
        guard attendees.removeValue(forKey: session.id) != nil else { return }
        attend(.gone(session: session.id))
    }

    /// Passes on who came and went.
    func tell(_ news: Attendance.News) {
        for session in attendees.values {
            if news.newcomers.contains(session.id) {
                session.knowsOthers = true
                session.send(news.whole)
            } else if let change = news.change, session.knowsOthers {
                session.send(change)
            }
        }
    }

    /// Who is there over all gateways: the answer of `presence.get`.
    func presence() async throws(Problem) -> [UInt8] {
        do throws(StateError) {
            return try await roster().json
        } catch {
            throw Problem(error)
        }
    }
}
