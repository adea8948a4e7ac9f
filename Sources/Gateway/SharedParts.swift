import WebServer

/// What all shards of a gateway share.
struct SharedParts: Sendable {
    let history: HistoryReader
    let publisher: Publisher
    /// Nil where no channel begins with the newest record of each key.
    let snapshots: SnapshotKeeper?
    let gatekeeper: Gatekeeper
    let limits: ConnectionLimits
    let readiness: Readiness
    /// What can be asked of every shard alike.
    let commands: [Command]
    /// What everybody in the room has to know; nil where there is no Redis.
    let room: RoomWatch?
    let join: JoinLink
    let records: RecordDesk
    let diary: LabDiary
    let handWritten: HandWritten
    /// Nil where no page is served.
    let page: StaticFiles?
}
