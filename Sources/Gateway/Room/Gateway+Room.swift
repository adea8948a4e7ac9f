import State

extension Gateway {
    /// Where people join this gateway. Once its port is known.
    var join: JoinLink { JoinLink(gatekeeper: gatekeeper, base: ReadyLinks.base(options, port: port)) }

    /// What the room can be asked for. Without Redis there is no room.
    func openRoom(_ told: ToldSettings?, _ diary: LabDiary) throws(StateError) -> [Command] {
        guard let told, let home = options.home, let redis = redis(on: control, name: "room") else {
            return RoomCommands(parts: nil, join: join, settings: told, diary: diary).commands
        }
        let scripts = ScriptFolder("\(home)/redis")
        let state = try RoomState(redis: redis, scripts: scripts)
        room = RoomWatch(room: state, settings: told.settings)
        let parts = RoomCommands.Parts(
            room: state, presence: try Presence(redis: redis, scripts: scripts), settings: told.settings)
        return RoomCommands(parts: parts, join: join, settings: told, diary: diary).commands
    }

    /// Begins to tell everybody who is here of changes.
    func beginRoom() {
        guard let room else { return }
        let shards = shards
        guards.append(
            Task {
                await room.run { message in
                    for shard in shards { shard.loop.execute { shard.assumeIsolated { $0.tellRoom(message) } } }
                }
            })
    }
}
