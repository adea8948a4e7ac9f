import Redis
import State

/// What a gateway of the workshop keeps in Redis besides orders; all over one connection.
struct LabState: Sendable {
    let redis: RedisConnection
    let settings: Settings
    let presence: Presence
    let lab: Lab
    let learning: Learning

    var source: SystemSource { SystemSource(redis: redis, presence: presence, lab: lab) }

    init(redis: RedisConnection, scripts: ScriptFolder, settings: Settings) throws(StateError) {
        self.redis = redis
        self.settings = settings
        presence = try Presence(redis: redis, scripts: scripts)
        lab = try Lab(redis: redis, scripts: scripts)
        learning = try Learning(redis: redis, scripts: scripts)
    }
}
