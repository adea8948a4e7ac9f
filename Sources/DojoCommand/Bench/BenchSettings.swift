import Foundation

/// What every row of a bench is measured with.
struct BenchSettings: Sendable {
    let project: Project
    let environment: [String: String]
    /// A Kafka distribution; nil: the embedded broker.
    var kafkaHome: String?
    /// Where sockets and logs are while it runs.
    let folder: String
    /// Who runs where.
    let cores: BenchCores
    /// How long a figure is measured.
    var window: Duration
    /// How long the broker is kept busy before anything is measured; zero: not at all.
    var warmUp: Duration
    /// How many clients there are, and records a second; nil: as many as each row says, and looked for.
    var clients: Int?
    var rate: Double?
    /// Size of a record's value.
    var valueSize = 350
    var frameLimit = 64 * 1024

    /// What the results say of it.
    var brokerName: String { kafkaHome == nil ? "embedded" : "kafka" }
}
