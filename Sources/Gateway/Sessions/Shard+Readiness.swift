/// Clients that watch whether this gateway can do everything it is there for.
extension Shard {
    /// `readiness.watch`.
    var readinessCommands: [Command] {
        [
            Command("readiness.watch", nil, .read) { [weak self] input, context throws(Problem) in
                guard let self, let session = context.session else { return [] }
                try await self.watchReadiness(session, isOn: try input.flag("on"))
                return []
            }
        ]
    }

    /// Tells a client how it is, now and at every change from now on.
    private func watchReadiness(_ session: Session, isOn: Bool) throws(Problem) {
        let id = ObjectIdentifier(session)
        guard isOn, sessions[id] === session else {
            readinessWatchers[id] = nil
            return
        }
        readinessWatchers[id] = session
        session.send(ServerMessage.readiness(shared.readiness.json(instance: options.instanceID)))
    }

    /// Passes on that it has changed: `message` is of ``ServerMessage/readiness(_:)``.
    func tell(readiness message: [UInt8]) {
        for session in readinessWatchers.values { session.send(message) }
    }
}
