import EventLoop
import Foundation
import Kafka
import Synchronization

/// A Kafka 4 in KRaft mode from the distribution that `KAFKA_HOME` names: one for all tests of a run, gone with the
/// process that runs them however that ends.
public final class RealKafka: Sendable {
    public let bootstrapServers: String
    private let folder: String
    private let leash: Leash

    public static var home: String? {
        ProcessInfo.processInfo.environment["KAFKA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static let shared = Mutex<Task<RealKafka, any Error>?>(nil)

    /// The broker, started by whoever asks first.
    public static func running(home: String) async throws -> RealKafka {
        let task = shared.withLock { shared in
            if let shared { return shared }
            let task = Task { try await RealKafka(home: home) }
            shared = task
            return task
        }
        return try await task.value
    }

    private init(home: String) async throws {
        folder = "/tmp/kafka-\(UUID().uuidString.prefix(8).lowercased())"
        let port = try FreePort.find()
        bootstrapServers = "127.0.0.1:\(port)"
        leash = try Leash()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let properties = Self.properties(folder: folder, port: port, controller: try FreePort.find())
        try properties.write(toFile: folder + "/server.properties", atomically: true, encoding: .utf8)
        let keeper = Process()
        keeper.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Ends the broker and removes what it held when the leash is let go.
        keeper.arguments = [
            "-c",
            """
            java -cp "$1/libs/*" kafka.tools.StorageTool format -t dG9vLW1hbnktY29va3M4NQ -c "$2/server.properties"
            java -Xmx512m -cp "$1/libs/*" kafka.Kafka "$2/server.properties" & read end; kill -9 $!; wait; rm -rf "$2"
            """, "sh", home, folder,
        ]
        keeper.standardInput = leash.childEnd
        keeper.standardOutput = FileHandle.nullDevice
        keeper.standardError = FileHandle.nullDevice
        try keeper.run()
        leash.closeChildEnd()
        try await waitUntilReady()
    }

    private func waitUntilReady() async throws {
        let loop = try EventLoop(name: "kafka-ready")
        defer { loop.stop() }
        let options = KafkaOptions(bootstrapServers: bootstrapServers, log: { _ in })
        let admin = KafkaAdmin(loop: loop, options: options, timeout: .seconds(2))
        do {
            try await waitUntil("Kafka is ready", timeout: .seconds(90)) { (try? await admin.topics()) != nil }
        } catch {
            await admin.close()
            throw error
        }
        await admin.close()
    }

    private static func properties(folder: String, port: Int, controller: Int) -> String {
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:\(controller)
        listeners=PLAINTEXT://127.0.0.1:\(port),CONTROLLER://127.0.0.1:\(controller)
        advertised.listeners=PLAINTEXT://127.0.0.1:\(port)
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=\(folder)/logs
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        """
    }
}
