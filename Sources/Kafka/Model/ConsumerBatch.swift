/// What a poll brought. Records of one partition come in the order of their offsets.
public struct ConsumerBatch: Sendable {
    public var records: [KafkaRecord] = []
    /// Partitions whose end was reached, with the offset of the next record to come.
    public var ends: [TopicPartition: Int64] = [:]
    /// What went wrong meanwhile. A broker that cannot be reached is reported here, and librdkafka goes on trying.
    public var errors: [KafkaError] = []
    /// Records that were gone before this consumer came to them, a partition: it fell off the end of the log.
    public var skipped: [TopicPartition: Int64] = [:]
    /// Partitions that went on before the place that was reached: their topic was made anew, or lost its end.
    public var rewound: Set<TopicPartition> = []

    public init() {}

    public var isEmpty: Bool { records.isEmpty && ends.isEmpty && errors.isEmpty && skipped.isEmpty }
}
