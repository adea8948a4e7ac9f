import EventLoop
import Kafka
import OrderEvents
import Program

/// Looks at the broker: whether it answers, and whether it has the topics.
struct BrokerCheck: Sendable {
    let loop: EventLoop
    let options: KafkaOptions
    let topics: TopicNames

    func findings() async -> [Finding] {
        var options = options
        options.log = { _ in }  // the finding says it once
        let admin = KafkaAdmin(loop: loop, options: options, timeout: .seconds(5))
        let answer: Result<[TopicMetadata], KafkaError>
        do throws(KafkaError) { answer = .success(try await admin.topics()) } catch { answer = .failure(error) }
        await admin.close()
        switch answer {
        case .success(let found): return Self.findings(topics, found, on: options)
        case .failure(let error):
            return [
                .fail(
                    "broker", "\(options.bootstrapServers): \(error.message)",
                    remedy:
                        "is it running, and is KAFKA_BOOTSTRAP_SERVERS its address? Without that variable one is started"
                )
            ]
        }
    }

    static func findings(_ names: TopicNames, _ found: [TopicMetadata], on options: KafkaOptions) -> [Finding] {
        let known = Dictionary(found.map { ($0.name, Int($0.partitions)) }) { first, _ in first }
        let missing = names.layouts.filter { known[$0.name] == nil }.map(\.name)
        let small = names.layouts.filter {
            known[$0.name].map { [partitions = $0.partitions] in $0 < partitions } ?? false
        }
        var findings = [Finding.ok("broker", "answers at \(options.bootstrapServers)")]
        if !missing.isEmpty {
            findings.append(
                .fail("topics", "missing: \(missing.joined(separator: ", "))", remedy: options.topicsCommand))
        } else {
            findings.append(.ok("topics", names.layouts.map(\.name).joined(separator: ", ")))
        }
        for topic in small {
            findings.append(
                .warn(
                    "topics",
                    "\(topic.name) has fewer than \(topic.partitions) partitions: fewer instances share the work",
                    remedy: "kafka-topics.sh --alter --topic \(topic.name) --partitions \(topic.partitions)"))
        }
        return findings
    }
}
