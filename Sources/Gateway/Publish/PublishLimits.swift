/// How much clients may have on its way to Kafka.
public struct PublishLimits: Sendable {
    /// Records, and their bytes, that wait for Kafka at a time.
    public var (records, bytes) = (10_000, 64 << 20)
    /// How long Kafka may take to acknowledge one.
    public var deadline = Duration.seconds(10)

    public init() {}
}
