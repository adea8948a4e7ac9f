/// A topic as it is.
public struct TopicMetadata: Sendable, Equatable, Codable {
    public let name: String
    /// How many partitions it has; they are numbered from 0.
    public let partitions: Int32

    public init(name: String, partitions: Int32) {
        self.name = name
        self.partitions = partitions
    }
}
