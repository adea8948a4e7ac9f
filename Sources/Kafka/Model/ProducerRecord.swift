/// A record to be written.
public struct ProducerRecord: Sendable {
    public var topic: String
    /// Where to write it; by default the key decides, as it does for Kafka's Java clients (murmur2), and chance
    /// where there is no key.
    public var partition: Int32?
    public var key: [UInt8]?
    /// `nil` writes a tombstone.
    public var value: [UInt8]?
    public var headers: [KafkaHeader]
    /// Milliseconds since 1970; by default the moment of sending.
    public var timestamp: Int64?

    public init(
        topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?, headers: [KafkaHeader] = [],
        timestamp: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }
}
