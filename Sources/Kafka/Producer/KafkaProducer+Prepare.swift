internal import CLibrdkafka

extension KafkaProducer {
    /// Finds out where the partitions of `topics` are, so that the first record for each need not wait for that: asked
    /// for by a record, librdkafka may take a second over it. The topics must exist; a broker that is away is no error.
    public func prepare(for topics: [String]) async {
        guard let client = state.withLock({ $0.client }) else { return }
        await client.blocking { handle in
            for name in topics {
                // What is learned stays with the client after this reference is given up.
                guard let topic = rd_kafka_topic_new(handle, name, nil) else { continue }
                var found: UnsafePointer<rd_kafka_metadata>?
                if rd_kafka_metadata(handle, 0, topic, &found, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR, let found {
                    rd_kafka_metadata_destroy(found)
                }
                rd_kafka_topic_destroy(topic)
            }
        }
    }
}
