import EventLoop
import Foundation
import Kafka
import Options
import OrderEvents
import Program

/// `dojo broker`: the embedded broker as a process of its own.
struct BrokerCommand: Subcommand {
    static let commandName = "broker"
    static let abstract = "Runs the embedded broker, in memory, until it is stopped."

    private let control: String
    private let makesTopics: Bool
    private let topics: TopicNames

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Broker")
        control = reader.option(
            "control", default: ".dojo/broker.sock", help: "Unix socket on which it is told what to do.",
            environment: "", placeholder: "path")
        makesTopics = reader.flag("topics", help: "Make the dojo's topics at once.", environment: "")
        topics = TopicNames(&reader)
    }

    func run() async throws(CommandError) -> ExitCode {
        try makeFolder()
        let loop = try EventLoop.started("broker")
        defer { loop.stop() }
        let signals = StopSignals(loop: loop)
        let cluster: EmbeddedCluster
        let server: EmbeddedControlServer
        do throws(KafkaError) {
            cluster = try EmbeddedCluster()
            if makesTopics {
                for layout in topics.layouts {
                    try cluster.create(TopicSpec(name: layout.name, partitions: Int32(layout.partitions)))
                }
            }
            server = EmbeddedControlServer(loop: loop, cluster: cluster, path: control)
            try await server.start()
        } catch {
            throw CommandError(.failure, "the embedded broker cannot start: \(error.message)")
        }
        print("bootstrap servers: \(cluster.bootstrapServers)")
        fflush(nil)
        await signals.wait()
        await server.close()
        return .success
    }

    private func makeFolder() throws(CommandError) {
        let folder = URL(fileURLWithPath: control).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(.cannotCreate, "cannot make the folder \(folder): \(error.localizedDescription)")
        }
    }
}
