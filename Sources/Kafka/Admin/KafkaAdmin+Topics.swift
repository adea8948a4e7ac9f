internal import CLibrdkafka
import EventLoop
import Glibc

extension KafkaAdmin {
    /// The topics there are. On the embedded broker: those that were made on purpose.
    public func topics() async throws(KafkaError) -> [TopicMetadata] {
        if let control { return try await control.topics() }
        let milliseconds = timeout.wholeMilliseconds
        return try await client().blocking { Self.topics(on: $0, timeout: milliseconds) }.get()
    }

    /// How many partitions each topic has that the cluster knows, usable or not: 0 where it cannot say.
    public func partitionCounts() async throws(KafkaError) -> [String: Int32] {
        if let control {
            let topics = try await control.topics()
            return Dictionary(topics.map { ($0.name, $0.partitions) }, uniquingKeysWith: { $1 })
        }
        let milliseconds = timeout.wholeMilliseconds
        return try await client().blocking { handle in
            Self.metadata(on: handle, timeout: milliseconds) { topic in
                (String(cString: topic.topic), topic.partition_cnt)
            }.map { Dictionary($0, uniquingKeysWith: { $1 }) }
        }.get()
    }

    /// Makes the topics that are not there yet and waits until the cluster shows them with all their partitions.
    /// A topic that is there stays as it is.
    public func createTopics(_ topics: [TopicSpec]) async throws(KafkaError) {
        guard !topics.isEmpty else { return }
        if let control {
            for topic in topics { try await control.create(topic) }
            return
        }
        let timeout = timeout
        let failure = try await client().blocking { handle -> KafkaError? in
            do throws(KafkaError) {
                let made = try Self.createOnceStarted(topics, on: handle, timeout: timeout)
                try Self.waitUntilShown(made, on: handle, timeout: timeout)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private static func topics(on handle: OpaquePointer, timeout: Int32) -> Result<[TopicMetadata], KafkaError> {
        metadata(on: handle, timeout: timeout) { topic -> TopicMetadata? in
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
            // A partition without a leader cannot be used yet.
            let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
            let usable = partitions.filter { $0.leader >= 0 }.count
            return TopicMetadata(name: String(cString: topic.topic), partitions: Int32(usable))
        }.map { $0.sorted { $0.name < $1.name } }
    }

    /// Asks for all topics, and makes of each what `body` does.
    private static func metadata<Fact>(
        on handle: OpaquePointer, timeout: Int32, _ body: (rd_kafka_metadata_topic) -> Fact?
    ) -> Result<[Fact], KafkaError> {
        var found: UnsafePointer<rd_kafka_metadata>?
        let error = rd_kafka_metadata(handle, 1, nil, &found, timeout)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let found else { return .failure(KafkaError(error)) }
        defer { rd_kafka_metadata_destroy(found) }
        let topics = UnsafeBufferPointer(start: found.pointee.topics, count: Int(found.pointee.topic_cnt))
        return .success(topics.compactMap(body))
    }

    /// As ``create(_:on:timeout:)``, also while the brokers that answer are not yet let in by their controller.
    private static func createOnceStarted(
        _ topics: [TopicSpec], on handle: OpaquePointer, timeout: Duration
    ) throws(KafkaError) -> [TopicSpec] {
        let deadline = EventLoop.now + timeout
        while true {
            do throws(KafkaError) {
                return try create(topics, on: handle, timeout: timeout)
            } catch {
                // KIP-631: a broker that has just started, or was slow to say that it lives, is fenced for a while.
                let isFenced =
                    error.rawCode == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR.rawValue
                    && error.message.contains("fenced")
                guard isFenced, EventLoop.now < deadline else { throw error }
                usleep(200_000)
            }
        }
    }

    /// - Returns: Those that were not there before.
    private static func create(
        _ topics: [TopicSpec], on handle: OpaquePointer, timeout: Duration
    ) throws(KafkaError) -> [TopicSpec] {
        let queue = rd_kafka_queue_new(handle)
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        _ = withErrorText { text, size in
            rd_kafka_AdminOptions_set_request_timeout(options, timeout.wholeMilliseconds, text, size)
                == RD_KAFKA_RESP_ERR_NO_ERROR
        }
        var requests: [OpaquePointer?] = []
        defer { rd_kafka_NewTopic_destroy_array(&requests, requests.count) }
        for topic in topics { requests.append(try makeRequest(topic)) }
        rd_kafka_CreateTopics(handle, &requests, requests.count, options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout.wholeMilliseconds + 1000) else {
            throw KafkaError(.timedOut, "the cluster did not answer when asked for topics", isRetriable: true)
        }
        defer { rd_kafka_event_destroy(event) }
        try check(rd_kafka_event_error(event))
        var made: [TopicSpec] = []
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        for (topic, result) in zip(topics, UnsafeBufferPointer(start: results, count: count)) {
            switch rd_kafka_topic_result_error(result) {
            case RD_KAFKA_RESP_ERR_NO_ERROR: made.append(topic)
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: break
            case let error:
                let reason = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw KafkaError(error, "topic \(topic.name): \(reason ?? KafkaError(error).message)")
            }
        }
        return made
    }

    private static func makeRequest(_ topic: TopicSpec) throws(KafkaError) -> OpaquePointer {
        var request: OpaquePointer?
        let problem = withErrorText { text, size in
            request = rd_kafka_NewTopic_new(topic.name, topic.partitions, Int32(topic.replication), text, size)
            return request != nil
        }
        guard let request else {
            throw KafkaError(.invalidConfiguration, "topic \(topic.name): \(problem ?? "cannot be made")")
        }
        for (name, value) in topic.config { rd_kafka_NewTopic_set_config(request, name, value) }
        return request
    }

    private static func waitUntilShown(
        _ topics: [TopicSpec], on handle: OpaquePointer, timeout: Duration
    ) throws(KafkaError) {
        let deadline = EventLoop.now + timeout
        var missing = topics
        while !missing.isEmpty {
            let left = deadline - EventLoop.now
            guard left > .zero else {
                let names = missing.map(\.name).joined(separator: ", ")
                throw KafkaError(.timedOut, "topics were made but are not ready: \(names)", isRetriable: true)
            }
            if case .success(let shown) = Self.topics(on: handle, timeout: left.wholeMilliseconds) {
                missing.removeAll { topic in
                    shown.contains { $0.name == topic.name && $0.partitions >= topic.partitions }
                }
            }
            if !missing.isEmpty { usleep(50_000) }
        }
    }
}
