/// One measured row: figures of the gateway, the same of the bare server where there is one, and what was to be reached.
struct BenchRow: Codable, Sendable {
    var what: String
    /// By name, see ``BenchTable``: a name ends in its unit.
    var figures: [String: Double]
    /// What a bare server, or a bare client, reached in the same run.
    var raw: [String: Double]?
    var ratios: [String: Double] = [:]
    /// What the project asks of itself.
    var reach: String
    /// Nil where this machine cannot tell.
    var isReached: Bool?
    var note: String?
}

/// What `--json` writes.
struct BenchReport: Codable, Sendable {
    var date: String
    var cores: Int
    var processor: String
    var broker: String
    var build: String
    /// The load of the machine before it began: over a minute, as `uptime` says.
    var loadBefore: Double
    /// How long the broker was kept busy before the first row; nil: not at all.
    var warmUpSeconds: Double?
    var rows: [BenchRow]
}
