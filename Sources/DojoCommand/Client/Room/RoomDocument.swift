/// The room as the API tells it and as `dojo room` shows it.
struct RoomDocument: Decodable {
    struct Person: Decodable {
        let label: String
        let here: Bool
        let connections: Int
        let orders: Int
        let hidden: Bool
    }

    struct Hidden: Decodable {
        let names: [String]
        let orders: [String]
    }

    struct Join: Decodable {
        let url: String?
        let link: String?
    }

    let ordering: String
    let count: Int
    let people: [Person]
    let hidden: Hidden
    let join: Join

    var text: String {
        var lines = ["Ordering  \(ordering)", "Here      \(count)"]
        lines += (join.link ?? join.url).map { ["Join      \($0)"] } ?? []
        lines += hidden.text
        guard !people.isEmpty else { return lines.joined(separator: "\n") + "\n" }
        var table = TextTable(headings: ["NAME", "HERE", "CONNECTIONS", "ORDERS", ""], right: [2, 3])
        table.rows = people.map { person in
            [
                person.label.isEmpty ? "-" : person.label, person.here ? "yes" : "no", "\(person.connections)",
                "\(person.orders)", person.hidden ? "hidden" : "",
            ]
        }
        return lines.joined(separator: "\n") + "\n\n" + table.text
    }
}

extension RoomDocument.Hidden {
    /// A line a kind; none where nothing is hidden.
    var text: [String] {
        [("names", names), ("orders", orders)].filter { !$0.1.isEmpty }.map { kind, ids in
            "Hidden    \(kind): \(ids.joined(separator: ", "))"
        }
    }
}
