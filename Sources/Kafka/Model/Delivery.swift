/// Where an acknowledged record stands in the log.
public struct Delivery: Sendable, Equatable {
    public let topicPartition: TopicPartition
    public let offset: Int64

    public init(topicPartition: TopicPartition, offset: Int64) {
        self.topicPartition = topicPartition
        self.offset = offset
    }
}
