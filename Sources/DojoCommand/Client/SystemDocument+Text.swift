/// As `dojo status` writes it.
extension SystemDocument {
    func text(of url: String) -> String {
        var lines = ["Kafka Dojo at \(url)", "", "Broker  \(broker.text)", "Redis   \(redis.text)"]
        if !managed { lines.append("Nobody runs the processes for this dojo: it cannot be scaled from here.") }
        return lines.joined(separator: "\n") + "\n\n" + gatewayTable + "\n" + instanceTable
    }

    private var gatewayTable: String {
        var table = TextTable(headings: ["GATEWAY", "STATE", "CONNECTIONS", "MEMORY"], right: [2, 3])
        table.rows = gateways.map { gateway in
            [
                gateway.id, gateway.ready ? "ready" : gateway.reason ?? "not ready", "\(gateway.connections)",
                Self.megabytes(gateway.memoryBytes),
            ]
        }
        return table.text
    }

    private var instanceTable: String {
        var table = TextTable(
            headings: [
                "INSTANCE", "DESIRED", "PROCESS", "STATE", "PARTITIONS", "LAG", "RECORDS/S", "P99 MS", "MEMORY",
                "RESTARTS", "",
            ], right: [5, 6, 7, 8, 9])
        table.rows = instances.map(\.row)
        return table.text
    }

    fileprivate static func megabytes(_ bytes: Int?) -> String { bytes.map { "\($0 / 1_000_000) MB" } ?? "-" }
}

extension SystemDocument.Broker {
    fileprivate var text: String {
        let delay = delayMs.map { " by \($0) ms" } ?? ""
        return "\(kind), \(state)\(delay)" + (reachable ? "" : ", does not answer")
    }
}

extension SystemDocument.Redis {
    fileprivate var text: String {
        reachable ? "reachable, \(SystemDocument.megabytes(memoryBytes))" : "does not answer"
    }
}

extension SystemDocument.Instance {
    fileprivate var row: [String] {
        let topics = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
        let places = topics.map { topic, partitions in
            "\(topic) \(partitions.map { "\($0.partition)" }.joined(separator: ","))"
        }
        let lags = partitions.compactMap(\.lag)
        return [
            id, desired ?? "-", process ?? "-", state, places.isEmpty ? "-" : places.joined(separator: "; "),
            lags.isEmpty ? "-" : "\(lags.reduce(0, +))", perSecond.map { "\($0)" } ?? "-", p99Ms.map { "\($0)" } ?? "-",
            SystemDocument.megabytes(memoryBytes), "\(restarts)", reason ?? idle ?? "",
        ]
    }
}
