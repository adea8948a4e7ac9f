import Kafka
import Options
import OrderEvents
import Program
import Redis
import State

extension ServiceOptions {
    /// Reads all of it. Nothing in it fails: what is wrong is collected by `reader`.
    ///
    /// - Parameters:
    ///   - environment: the one that `reader` has, for librdkafka's properties in it.
    public init(
        _ reader: inout OptionReader, kind: ServiceKind, environment: [String: String], scripts: ScriptFolder
    ) {
        reader.section("Service")
        let instanceID = reader.option(
            "instance-id", as: String.self,
            help: "Who this is in events and logs; by default its name, host and process id.")
        let healthHost = reader.option(
            "health-host", default: "127.0.0.1", help: "Address that /health, /ready and /metrics are served on.")
        let healthPort = reader.option(
            "health-port", default: 0, in: 0...65535, help: "Port for them; 0 takes any free one.")
        let horizon = reader.option(
            "dedupe-horizon", default: Duration.seconds(8 * 24 * 3600),
            help: "Age from which on records are passed over: the topics' retention and a day more.")
        let secret = reader.option(
            "gateway-secret", as: String.self,
            help: "What the gateway shows when it calls without Kafka; without it, the one kept in Redis.")
        let topics = TopicNames(&reader)
        let groups = GroupNames(&reader)
        let settings = SettingsValues(&reader)
        let kafka = KafkaOptions(&reader, environment: environment)
        let redis = RedisOptions(&reader)
        self.init(
            instanceID: instanceID ?? InstanceName.make(for: kind.rawValue), kafka: kafka, redis: redis,
            scripts: scripts)
        self.healthHost = healthHost
        self.healthPort = healthPort
        self.secret = secret
        self.dedupeHorizon = horizon
        self.topics = topics
        self.groups = groups
        self.settings = settings
    }
}
