import EventLoop
import State

extension Gateway {
    /// Where gateways tell each other who is there; nil where there is no such place.
    func sharedPresence() throws(StateError) -> Presence? {
        guard let redis = redis(on: control, name: "attendance") else { return nil }
        guard let home = options.home else {
            log.warning("presence is this gateway's own: the scripts for Redis are in the project's folder (DOJO_HOME)")
            return nil
        }
        return try Presence(redis: redis, scripts: ScriptFolder("\(home)/redis"))
    }

    /// - Parameter presence: what is shared with other gateways; nil where nothing is.
    func beginAttendance(_ presence: Presence?) async -> Attendance {
        let shards = shards
        let attendance = Attendance(loop: control, presence: presence) { news in
            for shard in shards { await shard.tell(news) }
        }
        let events = Mailbox<Attendance.Event>(loop: control) { events in
            attendance.assumeIsolated { $0.take(events) }
        }
        for shard in shards { await shard.follow(attendance, events) }
        return attendance
    }
}

extension Shard {
    fileprivate func follow(_ attendance: Attendance, _ events: Mailbox<Attendance.Event>) {
        attend = { events.post($0) }
        roster = { () async throws(StateError) in try await attendance.current() }
    }
}
