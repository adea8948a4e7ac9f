/// `dojo groups`: how far they have come.
struct GroupList: DojoList {
    static let word = "groups"
    static let abstract = "Shows the consumer groups of a running dojo: how far each has come, and who reads what."
    static let path = "/api/groups"

    struct Group: Decodable {
        let name: String
        let partitions: [Place]
    }

    struct Place: Decodable {
        let topic: String
        let partition: Int
        let position: Int64?
        let end: Int64
        let lag: Int64
        let instance: String?
    }

    let groups: [Group]

    var table: TextTable {
        var table = TextTable(
            headings: ["GROUP", "TOPIC", "PARTITION", "POSITION", "END", "LAG", "INSTANCE"], right: [2, 3, 4, 5])
        for group in groups {
            for place in group.partitions {
                table.rows.append([
                    group.name, place.topic, "\(place.partition)", place.position.map { "\($0)" } ?? "-",
                    "\(place.end)", "\(place.lag)", place.instance ?? "-",
                ])
            }
        }
        return table
    }
}
