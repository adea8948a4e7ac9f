/// `dojo replays`: those that are going on.
struct ReplayList: DojoList {
    static let word = "replays"
    static let abstract = "Shows the replays that are going on, and how far each has come."
    static let path = "/api/lab/replays"

    struct Replay: Decodable {
        let group: String
        let from: String
        let partitions: Int
        let started: Int
        let done: Int
        let lag: Int64
    }

    let replays: [Replay]

    var table: TextTable {
        var table = TextTable(
            headings: ["GROUP", "FROM", "PARTITIONS", "STARTED", "DONE", "LAG"], right: [2, 3, 4, 5])
        table.rows = replays.map { replay in
            [
                replay.group, replay.from, "\(replay.partitions)", "\(replay.started)", "\(replay.done)",
                "\(replay.lag)",
            ]
        }
        return table
    }
}
