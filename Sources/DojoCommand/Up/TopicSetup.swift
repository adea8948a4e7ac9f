import EventLoop
import Kafka
import OrderEvents

/// Makes the topics of the contract, on any kind of broker.
enum TopicSetup {
    /// Waits for the broker, then makes what is missing; returns what there is to be.
    /// - Parameter deadline: For all of it.
    @discardableResult
    static func create(
        _ names: TopicNames, on options: KafkaOptions, loop: EventLoop, deadline: Duration
    ) async throws(CommandError) -> [TopicSpec] {
        let specs = names.layouts.map {
            TopicSpec(name: $0.name, partitions: Int32($0.partitions), replication: Int16($0.replication))
        }
        let end = EventLoop.now + deadline
        while true {
            let left = end - EventLoop.now
            let admin = KafkaAdmin(loop: loop, options: options, timeout: max(left, .milliseconds(100)))
            let failure = await attempt { () async throws(KafkaError) in try await admin.createTopics(specs) }
            await admin.close()
            guard let failure else { return specs }
            // A broker that has just started may refuse for a moment.
            guard failure.isRetriable, EventLoop.now + .milliseconds(250) < end else {
                throw CommandError(
                    .unavailable, "cannot create the topics on \(options.bootstrapServers): \(failure.message)")
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private static func attempt(_ body: () async throws(KafkaError) -> Void) async -> KafkaError? {
        do { try await body() } catch { return error }
        return nil
    }
}
