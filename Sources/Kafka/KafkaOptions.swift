/// Which broker to talk to, and how.
public struct KafkaOptions: Sendable {
    /// Addresses to find the cluster by: `host:port`, several with commas.
    public var bootstrapServers: String
    /// Any of librdkafka's properties, by its own names (`sasl.username`), for every client that is made.
    public var properties: [String: String]
    /// Unix socket of the embedded broker's process, when that is the broker.
    public var control: String?
    /// Takes the lines that librdkafka logs. Called on any thread.
    public var log: @Sendable (KafkaLogLine) -> Void

    public init(
        bootstrapServers: String, properties: [String: String] = [:], control: String? = nil,
        log: @escaping @Sendable (KafkaLogLine) -> Void = KafkaLogLine.toStandardError
    ) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
        self.control = control
        self.log = log
    }

    /// Whether the broker is the embedded one.
    public var isEmbedded: Bool { control != nil }
}
