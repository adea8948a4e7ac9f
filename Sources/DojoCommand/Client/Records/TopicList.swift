/// `dojo topics`: where they begin and end.
struct TopicList: DojoList {
    static let word = "topics"
    static let abstract = "Shows the topics of a running dojo: where each partition begins and ends."
    static let path = "/api/topics"

    struct Topic: Decodable {
        let name: String
        let partitions: [Partition]
    }

    struct Partition: Decodable {
        let partition: Int
        let begin: Int64
        let end: Int64
    }

    let topics: [Topic]

    var table: TextTable {
        var table = TextTable(headings: ["TOPIC", "PARTITION", "BEGIN", "END", "RECORDS"], right: [1, 2, 3, 4])
        for topic in topics {
            for partition in topic.partitions {
                table.rows.append([
                    topic.name, "\(partition.partition)", "\(partition.begin)", "\(partition.end)",
                    "\(partition.end - partition.begin)",
                ])
            }
        }
        return table
    }
}
