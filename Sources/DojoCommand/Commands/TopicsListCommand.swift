import EventLoop
import JSONText
import Kafka
import Options
import Program

/// `dojo topics list`: the topics there are.
struct TopicsListCommand: Subcommand {
    static let commandName = "topics list"
    static let abstract = "Lists the topics of the cluster."

    private let json: Bool
    private let kafka: KafkaOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Output")
        json = reader.flag("json", help: "Write JSON instead of a table.", environment: "")
        kafka = KafkaOptions(&reader, environment: environment)
    }

    func run() async throws(CommandError) -> ExitCode {
        let loop = try EventLoop.started("topics")
        defer { loop.stop() }
        let admin = KafkaAdmin(loop: loop, options: kafka, timeout: .seconds(10))
        let topics: [TopicMetadata]
        do throws(KafkaError) {
            topics = try await admin.topics().filter { !$0.name.hasPrefix("__") }  // Kafka's own
        } catch {
            await admin.close()
            throw CommandError(.unavailable, "cannot list the topics of \(kafka.bootstrapServers): \(error.message)")
        }
        await admin.close()
        print(json ? Self.json(topics) : Self.table(topics), terminator: "")
        return .success
    }

    static func table(_ topics: [TopicMetadata]) -> String {
        let width = max(5, topics.map(\.name.count).max() ?? 0) + 2
        return "TOPIC".padded(to: width) + "PARTITIONS\n"
            + topics.map { $0.name.padded(to: width) + "\($0.partitions)\n" }.joined()
    }

    static func json(_ topics: [TopicMetadata]) -> String {
        var writer = JSONWriter()
        writer.array { array in
            for topic in topics {
                array.object {
                    $0.field("name", topic.name)
                    $0.field("partitions", Int(topic.partitions))
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}
