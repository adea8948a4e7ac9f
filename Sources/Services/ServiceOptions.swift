import Kafka
import OrderEvents
import Redis
import State

/// What one instance of a service is told.
public struct ServiceOptions: Sendable {
    /// Who this is, in events, log lines and presence.
    public var instanceID: String
    public var kafka: KafkaOptions
    public var redis: RedisOptions
    public var topics = TopicNames()
    public var groups = GroupNames()
    /// Where `/health`, `/ready` and `/metrics` are served.
    public var healthHost = "127.0.0.1"
    /// 0: any free one; presence tells which.
    public var healthPort = 0
    /// What holds where `settings` in Redis says nothing.
    public var settings = SettingsValues()
    /// What whoever calls this service without Kafka has to show; nil: what Redis holds.
    public var secret: String?
    /// Records older than this are passed over, decisions are kept as long.
    public var dedupeHorizon: Duration = .seconds(8 * 24 * 3600)
    /// The Lua scripts.
    public var scripts: ScriptFolder

    public init(instanceID: String, kafka: KafkaOptions, redis: RedisOptions, scripts: ScriptFolder) {
        self.instanceID = instanceID
        self.kafka = kafka
        self.redis = redis
        self.scripts = scripts
    }
}
