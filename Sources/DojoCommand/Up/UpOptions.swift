import Gateway
import Kafka
import Options
import OrderEvents
import Redis
import Telemetry

/// What `dojo up` is to start, and where.
struct UpOptions: Sendable {
    /// A service, and how many of it.
    struct ServiceCount: Sendable, Equatable {
        var name: String
        var instances: Int
    }

    /// Which broker there is to be.
    enum Broker: Sendable, Equatable {
        case embedded
        case local(kafkaHome: String)
        case external(bootstrapServers: String)

        /// Known before anything is started, for one that runs already.
        var bootstrapServers: String? {
            if case .external(let servers) = self { servers } else { nil }
        }
    }

    var address: ListenAddress
    var services: [ServiceCount]
    var broker: Broker
    /// How to speak to it; its address is found when it runs.
    var kafka: KafkaOptions
    /// Nil: a private one.
    var redisURL: String?
    /// What a local Kafka and a private Redis hold is kept there. Nil: it ends with them.
    var dataFolder: String?
    var runBase: String
    var startDeadline: Duration
    /// How long the gateway's open connections get to finish at a stop.
    var stopDeadline: Duration
    var watchesSources: Bool
    var topics: TopicNames
    var telemetry: TelemetryOptions
}

extension UpOptions {
    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Dojo")
        let host = reader.option("host", default: "127.0.0.1", help: "Address to serve on; 0.0.0.0 is every one.")
        let port = reader.option("port", default: 3001, in: 0...65535, help: "Port to serve on; 0 is any free one.")
        address = ListenAddress(host: host, port: port)
        dataFolder = reader.option(
            "data", as: String.self,
            help:
                "Folder in which a local Kafka and the private Redis keep what they hold; without it, it ends with them.",
            environment: "DOJO_DATA", placeholder: "folder")
        runBase = reader.option(
            "run-dir", default: ".dojo", help: "Folder for sockets and process ids.", environment: "DOJO_RUN_DIR",
            placeholder: "folder")
        startDeadline = reader.option(
            "start-deadline", default: .seconds(60), help: "How long the parts may take until they are ready.")
        stopDeadline = reader.option(
            "stop-deadline", default: GatewayOptions.defaultStopDeadline,
            help: "How long open connections get to finish at a stop.")
        watchesSources = reader.flag(
            "watch", help: "Build and restart what a change in Sources/, redis/ or web/ touches.", environment: "")
        reader.section("Instances")
        services = [("notification", 2), ("fraud", 1), ("analytics", 1), ("audit", 1)].map { name, count in
            let instances = reader.option(
                "\(name)-instances", default: count, in: 0...32, help: "How many instances of \(name) are started.")
            return ServiceCount(name: name, instances: instances)
        }
        reader.section("Broker and Redis")
        let servers = reader.option(
            "brokers", as: String.self,
            help: "Addresses of a Kafka that runs already; without it, one is started.",
            environment: "KAFKA_BOOTSTRAP_SERVERS", placeholder: "host:port,…")
        let home = reader.option(
            "kafka-home", as: String.self, help: "A Kafka 4 distribution to start instead of the embedded broker.",
            placeholder: "folder")
        broker =
            if let servers { .external(bootstrapServers: servers) } else if let home { .local(kafkaHome: home) } else {
                .embedded
            }
        redisURL = reader.option(
            "redis", as: String.self,
            help:
                "A Redis that runs already: redis://[user:password@]host:port[/db] or unix:///path; without it, one is started.",
            environment: "REDIS_URL", placeholder: "url")
        if let redisURL {
            do throws(RedisError) { _ = try RedisOptions(url: redisURL) } catch {
                reader.reject("redis", error.message)
            }
        }
        kafka = KafkaOptions(&reader, environment: environment)
        topics = TopicNames(&reader)
        telemetry = TelemetryOptions(&reader)
        if dataFolder != nil, broker == .embedded {
            reader.reject("data", "the embedded broker keeps nothing; give a Kafka distribution as KAFKA_HOME too")
        }
    }
}
