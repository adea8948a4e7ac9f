import OrderEvents

/// `dojo learn`: what the room has seen of the workshop.
struct LearningList: DojoList {
    static let word = "learn"
    static let abstract = "Shows what the room has seen of the workshop, and when."
    static let path = "/api/learning"

    /// By check, in ms since 1970.
    let seen: [String: Int64]

    var table: TextTable {
        var table = TextTable(headings: ["TIME", "SEEN"])
        table.rows = seen.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { check, time in
            ["\(Timestamp(milliseconds: time))", check]
        }
        return table
    }
}
