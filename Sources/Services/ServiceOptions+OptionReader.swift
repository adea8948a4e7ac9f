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
        let topics = TopicNames(&reader)
        let groups = GroupNames(&reader)
        let (failRate, limits) = Self.rules(&reader)
        let kafka = KafkaOptions(&reader, environment: environment)
        let redis = RedisOptions(&reader)
        self.init(
            instanceID: instanceID ?? InstanceName.make(for: kind.rawValue), kafka: kafka, redis: redis,
            scripts: scripts)
        self.healthHost = healthHost
        self.healthPort = healthPort
        self.dedupeHorizon = horizon
        self.topics = topics
        self.groups = groups
        self.failRate = failRate
        self.fraudLimits = limits
    }

    private static func rules(_ reader: inout OptionReader) -> (Double, FraudLimits) {
        reader.section("Rules, until settings in Redis say otherwise")
        let failRate = reader.option(
            "fail-rate", default: 0.3, in: 0...1, help: "Share of notifications that fail, 0 to 1.")
        let limits = FraudLimits()
        let velocity = reader.option(
            "fraud-velocity-limit", default: limits.velocity, in: 0...1_000_000,
            help: "Orders of one customer in the window that raise no alert.")
        let burst = reader.option(
            "fraud-burst-limit", default: limits.burst, in: 0...1_000_000,
            help: "Orders of everybody in the window that raise no alert.")
        let amount = reader.option(
            "fraud-amount-limit", default: limits.amount, help: "Worth of an order in dollars that raises no alert.")
        let window = reader.option(
            "fraud-window", default: Duration.seconds(limits.windowSeconds),
            in: .seconds(1)...(.seconds(24 * 3600)), help: "Length of the window in whole seconds.")
        return (
            failRate,
            FraudLimits(
                velocity: velocity, burst: burst, amount: amount, windowSeconds: Int(window.components.seconds))
        )
    }
}
