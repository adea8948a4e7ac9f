/// A record that was read.
public struct KafkaRecord: Sendable {
    public let topicPartition: TopicPartition
    public let offset: Int64
    /// Milliseconds since 1970; -1 when the record carries none.
    public let timestamp: Int64
    public let key: [UInt8]?
    /// `nil` is a tombstone.
    public let value: [UInt8]?
    public let headers: [KafkaHeader]

    public init(
        topicPartition: TopicPartition, offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: [KafkaHeader]
    ) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// The value of the last header of this name, as text.
    public func header(_ name: String) -> String? {
        headers.last { $0.name == name }?.text
    }
}
