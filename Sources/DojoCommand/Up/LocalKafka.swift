import Foundation

/// A Kafka 4 distribution as one process that is broker and controller (KRaft, KIP-500).
struct LocalKafka: Sendable, Equatable {
    static let oldestJava = 17

    let home: String
    let java: String
    /// What it holds, and its configuration.
    let folder: String
    let brokerPort: Int
    let controllerPort: Int

    /// - Parameter folder: Where its logs are to be; may hold those of an earlier run.
    init(
        home: String, folder: String, ports: [Int], environment: [String: String]
    ) throws(CommandError) {
        let libraries = (try? FileManager.default.contentsOfDirectory(atPath: home + "/libs")) ?? []
        guard libraries.contains(where: { $0.hasPrefix("kafka_") && $0.hasSuffix(".jar") }) else {
            throw CommandError(
                .unavailable,
                "KAFKA_HOME=\(home) is no Kafka distribution: there is no libs/kafka_….jar in it. "
                    + "Download one from https://kafka.apache.org, or unset KAFKA_HOME for the embedded broker.")
        }
        guard let java = Java.find(atLeast: Self.oldestJava, environment: environment) else {
            throw CommandError(
                .unavailable,
                "Kafka needs Java \(Self.oldestJava) or newer, and there is none in JAVA_HOME, PATH or /usr/lib/jvm. "
                    + "On Debian: apt-get install openjdk-17-jre-headless")
        }
        self.home = home
        self.java = java
        self.folder = folder
        (brokerPort, controllerPort) = (ports[0], ports[1])
    }

    var bootstrapServers: String { "127.0.0.1:\(brokerPort)" }
    var logs: String { folder + "/logs" }
    private var configuration: String { folder + "/server.properties" }

    /// A formatted log directory has this file.
    var isFormatted: Bool { FileManager.default.fileExists(atPath: logs + "/meta.properties") }

    /// Its `server.properties`.
    var properties: String {
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:\(controllerPort)
        listeners=PLAINTEXT://127.0.0.1:\(brokerPort),CONTROLLER://127.0.0.1:\(controllerPort)
        advertised.listeners=PLAINTEXT://127.0.0.1:\(brokerPort)
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=\(logs)
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false

        """
    }

    /// Writes the configuration, into an empty folder unless its logs are to be kept.
    func prepare(keepingLogs: Bool) throws(CommandError) {
        do {
            if !keepingLogs, FileManager.default.fileExists(atPath: logs) {
                try FileManager.default.removeItem(atPath: logs)
            }
            try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
            try Data(properties.utf8).write(to: URL(fileURLWithPath: configuration))
        } catch {
            throw CommandError(.cannotCreate, "cannot write to \(folder): \(error.localizedDescription)")
        }
    }

    /// Makes the log directory what the broker expects. A cluster id is 16 bytes in URL-safe base64 (KIP-78).
    var formatCommand: [String] {
        let bytes = withUnsafeBytes(of: UUID().uuid) { Data($0) }
        let id = bytes.base64EncodedString().replacing("+", with: "A").replacing("/", with: "B").prefix(22)
        // An id must not begin with a dash: the tool would take it for an option.
        return javaCommand(
            ["-Xmx256m", "-XX:TieredStopAtLevel=1"], "kafka.tools.StorageTool",
            ["format", "-t", String(id), "-c", configuration])
    }

    var serverCommand: [String] { javaCommand(["-Xmx512m"], "kafka.Kafka", [configuration]) }

    /// Without a log4j configuration of its own it logs errors only.
    private func javaCommand(_ options: [String], _ main: String, _ arguments: [String]) -> [String] {
        [java] + options + ["-XX:+UseSerialGC", "-cp", home + "/libs/*", main] + arguments
    }
}
