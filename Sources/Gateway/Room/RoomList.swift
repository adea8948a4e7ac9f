import JSONText
import State

/// Who is in the room, as it is shown: everybody who is there, and everybody who has ordered. Pure.
struct RoomList: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        let person: Person
        /// What tells people of one name apart: "Ann", "Ann (2)".
        var label: String
        /// Pages that they have open; 0: they have gone.
        var connections: Int
        var orders: Int
        var isHidden: Bool
    }

    /// Those who are there first, then by number of orders, then by name.
    let entries: [Entry]

    /// So many are named at most; of more, those who ordered most.
    static let most = 1000
    /// What somebody is called who has not said.
    static let nameless = "somebody"

    /// - Parameters:
    ///   - present: everybody who has said who they are, a connection each.
    ///   - orders: how many each has placed, whoever is still there.
    init(present: [Person], orders: [Person: Int], hidden: HiddenThings) {
        var byID: [String: Entry] = [:]
        for (person, count) in orders {
            byID[person.id] = Entry(person: person, label: "", connections: 0, orders: count, isHidden: false)
        }
        for person in present {
            let before = byID[person.id]
            // What somebody calls themselves now counts, not what they did when they ordered.
            byID[person.id] = Entry(
                person: person, label: "", connections: (before?.connections ?? 0) + 1, orders: before?.orders ?? 0,
                isHidden: false)
        }
        var named: [String: Int] = [:]
        // By id, so that a label stays with its person as others come and go.
        entries = byID.values.sorted { $0.person.id < $1.person.id }.map { entry in
            var entry = entry
            let name = entry.person.name.isEmpty ? Self.nameless : entry.person.name
            let number = named[name.lowercased(), default: 0] + 1
            named[name.lowercased()] = number
            entry.label = number == 1 ? name : "\(name) (\(number))"
            entry.isHidden = hidden.hides(name: name)
            return entry
        }.sorted { one, other in
            let (here, there) = (one.connections > 0, other.connections > 0)
            guard here == there else { return here }
            return (other.orders, one.label, one.person.id) < (one.orders, other.label, other.person.id)
        }
    }

    func write(to json: inout JSONWriter) {
        json.array("people") { json in
            for entry in entries.prefix(Self.most) {
                json.object {
                    $0.field("id", entry.person.id)
                    $0.field("name", entry.person.name)
                    $0.field("label", entry.label)
                    $0.field("here", entry.connections > 0)
                    $0.field("connections", entry.connections)
                    $0.field("orders", entry.orders)
                    $0.field("hidden", entry.isHidden)
                }
            }
        }
    }
}
