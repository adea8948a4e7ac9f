/// A topic as it should be.
public struct TopicSpec: Sendable, Equatable {
    public var name: String
    public var partitions: Int32
    /// Copies of each partition. The embedded broker keeps one whatever it is told.
    public var replication: Int16
    /// Topic settings by Kafka's names (`retention.ms`, `cleanup.policy`). The embedded broker has none.
    public var config: [String: String]

    public init(name: String, partitions: Int32, replication: Int16 = 1, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}
