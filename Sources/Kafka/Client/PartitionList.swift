internal import CLibrdkafka

/// Owns one of librdkafka's lists of partitions, each with an offset.
struct PartitionList: ~Copyable {
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ offsets: [TopicPartition: Int64]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (partition, offset) in offsets {
            rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset = offset
        }
    }

    init(_ partitions: some Sequence<TopicPartition>) {
        pointer = rd_kafka_topic_partition_list_new(8)
        for partition in partitions {
            rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
        }
    }

    init(topics: [String]) {
        self.init(topics.map { TopicPartition(topic: $0, partition: RD_KAFKA_PARTITION_UA) })
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    /// Lends the list to C for one call.
    borrowing func lend<Result>(
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result
    ) -> Result {
        body(pointer)
    }

    /// The first error that a call left behind in the list.
    func check() throws(KafkaError) {
        for element in pointer.elements where element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            let reason = String(cString: rd_kafka_err2str(element.err))
            throw KafkaError(element.err, "\(TopicPartition(element)): \(reason)")
        }
    }

    /// Offsets that are offsets, not one of librdkafka's marks.
    var offsets: [TopicPartition: Int64] {
        Dictionary(
            pointer.elements.filter { $0.offset >= 0 }.map { (TopicPartition($0), $0.offset) },
            uniquingKeysWith: { $1 })
    }
}

extension UnsafeMutablePointer<rd_kafka_topic_partition_list_t> {
    var elements: UnsafeMutableBufferPointer<rd_kafka_topic_partition_t> {
        UnsafeMutableBufferPointer(start: pointee.elems, count: Int(pointee.cnt))
    }
}

extension TopicPartition {
    init(_ element: rd_kafka_topic_partition_t) {
        self.init(topic: String(cString: element.topic), partition: element.partition)
    }
}

extension Duration {
    /// Milliseconds for C, rounded up.
    var wholeMilliseconds: Int32 {
        Int32(clamping: Int64((self / .milliseconds(1)).rounded(.up)))
    }
}

func check(_ error: rd_kafka_resp_err_t) throws(KafkaError) {
    if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error) }
}

/// For calls that return an error object, or `nil` when all went well.
func check(_ error: OpaquePointer?) throws(KafkaError) {
    if let error { throw KafkaError(consuming: error) }
}
