internal import CLibrdkafka
import EventLoop

extension KafkaProducer {
    /// Finds out where the partitions of `topics` are, so that the first record for each need not wait for that: asked
    /// for by a record, librdkafka may take a second over it. The topics must exist; a broker that is away is no error.
    ///
    /// - Parameter timeout: for all of them together.
    public func prepare(for topics: [String], timeout: Duration = .seconds(5)) async {
        guard let client = state.withLock({ $0.client }) else { return }
        await client.blocking { handle in
            let deadline = EventLoop.now + timeout
            for name in topics {
                let left = deadline - EventLoop.now
                guard left > .zero else { return }
                // What is learned stays with the client after this reference is given up.
                guard let topic = rd_kafka_topic_new(handle, name, nil) else { continue }
                var found: UnsafePointer<rd_kafka_metadata>?
                if rd_kafka_metadata(handle, 0, topic, &found, left.wholeMilliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR,
                    let found
                {
                    rd_kafka_metadata_destroy(found)
                }
                rd_kafka_topic_destroy(topic)
            }
        }
    }
}
