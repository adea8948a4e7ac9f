internal import CLibrdkafka
import EventLoop

extension KafkaAdmin {
    /// The offset to read from to get every record of a partition that is not older than `milliseconds` (since 1970):
    /// the high watermark when there is none.
    ///
    /// Found by bisecting, one record fetched a step: Kafka's own question by time is answered wrongly by the embedded
    /// broker. Timestamps are taken to rise along the log; where they do not, a neighbour may be found.
    public func offset(
        of partition: TopicPartition, atOrAfter milliseconds: Int64
    ) async throws(KafkaError) -> Int64 {
        try await requireEmbedded(partition)
        let configuration = try ClientConfiguration(
            options: options, preferred: ["group.id": "kafka-dojo-reader"],
            required: [
                "enable.auto.commit": "false", "enable.partition.eof": "true", "auto.offset.reset": "earliest",
                // A step needs one record. (A low `queued.min.messages` would cost a second's pause after each.)
                "fetch.message.max.bytes": "4096", "fetch.wait.max.ms": "5",
            ])
        let timeout = timeout
        let client = try KafkaClient(.reader, configuration: configuration, log: options.log)
        return try await client.blocking { handle in
            Result { () throws(KafkaError) in
                let search = OffsetSearch(partition: partition, handle: handle, deadline: EventLoop.now + timeout)
                return try search.first(atOrAfter: milliseconds)
            }
        }.get()
    }
}
