import EventLoop
import Kafka
import Options
import OrderEvents
import Program

/// `dojo topics create`: makes the topics of the contract that are missing.
struct TopicsCreateCommand: Subcommand {
    static let commandName = "topics create"
    static let abstract = "Makes the topics that are missing; those that are there stay as they are."

    private let deadline: Duration
    private let topics: TopicNames
    private let kafka: KafkaOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Topics")
        deadline = reader.option("topics-deadline", default: .seconds(60), help: "How long to wait for the broker.")
        topics = TopicNames(&reader)
        kafka = KafkaOptions(&reader, environment: environment)
    }

    func run() async throws(CommandError) -> ExitCode {
        let loop = try EventLoop.started("topics")
        defer { loop.stop() }
        for topic in try await TopicSetup.create(topics, on: kafka, loop: loop, deadline: deadline) {
            print("\(topic.name): \(topic.partitions) partition\(topic.partitions == 1 ? "" : "s")")
        }
        return .success
    }
}
