import JSONText

/// Clients that watch how the system is doing.
extension Shard {
    /// `system.get` and `system.watch`.
    var systemCommands: [Command] {
        [
            Command("system.get", .get("/api/system"), .read) { [weak self] _, _ throws(Problem) in
                guard let system = await self?.system else { throw .noState }
                return await system.document()
            },
            Command("system.watch", nil, .read) { [weak self] input, context throws(Problem) in
                guard let self, let session = context.session else { return [] }
                try await self.watch(session, isOn: try input.flag("on"))
                return []
            },
        ]
    }

    /// Tells a client how the system is doing, now and from now on.
    private func watch(_ session: Session, isOn: Bool) async throws(Problem) {
        guard let system else { throw .noState }
        guard isOn else { return stopWatching(session) }
        let document = await system.document()
        guard sessions[ObjectIdentifier(session)] === session else { return }
        watchers[ObjectIdentifier(session)] = session
        tellWatchers()
        // After the answer to the command, which is sent when this returns.
        Task { [weak session] in show(document, to: session) }
    }

    /// On this shard, which the session belongs to.
    private func show(_ document: [UInt8], to session: Session?) {
        guard let session, watchers[ObjectIdentifier(session)] === session else { return }
        session.send(ServerMessage.system(document))
    }

    func stopWatching(_ session: Session) {
        if watchers.removeValue(forKey: ObjectIdentifier(session)) != nil { tellWatchers() }
    }

    private func tellWatchers() {
        Task { [system, index, count = watchers.count] in await system?.set(watchers: count, of: index) }
    }

    /// Passes on what those are told who watch. Who cannot take it now gets the next: this is how things are, not what
    /// has happened.
    func tellWatchers(_ messages: [[UInt8]]) {
        for session in watchers.values where !session.isBlocked {
            for message in messages { session.send(message) }
        }
    }
}
