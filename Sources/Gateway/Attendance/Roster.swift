import JSONText
import State

/// Who is there over all gateways at one moment: everybody, or, where that would be too many to look at, their number.
struct Roster: Equatable, Sendable {
    /// Up to how many people are named.
    static let mostNames = 200

    let count: Int
    /// By session; nil where there are more than ``mostNames``.
    let people: [String: Attendee]?

    static let empty = Roster([])

    init(_ people: some Collection<Attendee>) {
        count = people.count
        self.people =
            people.count > Self.mostNames ? nil : Dictionary(people.map { ($0.session, $0) }) { $1 }
    }

    /// So many that they are not named.
    init(unnamed count: Int) {
        self.count = count
        people = nil
    }

    init(_ listing: Presence.Listing) {
        if let members = listing.members {
            self.init(members.compactMap { Attendee($0) })
        } else {
            self.init(unnamed: listing.count)
        }
    }

    /// What somebody has to be told who knows of `old`; nil where that is nothing. Who has other channels or another name
    /// than before has joined anew.
    func change(from old: Roster) -> RosterChange? {
        guard self != old else { return nil }
        guard let people else { return RosterChange(count: count) }
        guard let before = old.people else { return whole }
        return RosterChange(
            joined: people.values.filter { before[$0.session] != $0 },
            left: before.values.filter { people[$0.session] == nil }, count: count)
    }

    /// What somebody has to be told who knows of nobody.
    var whole: RosterChange { RosterChange(joined: people.map { Array($0.values) } ?? [], count: count) }

    /// The answer of `GET /api/presence`.
    var json: [UInt8] {
        JSONWriter.object {
            $0.field("count", count)
            if let people {
                $0.array("people") { json in for attendee in people.values.inOrder { attendee.write(to: &json) } }
            } else {
                $0.null("people")
            }
        }
    }
}

extension Sequence<Attendee> {
    /// By name; those of one name by session.
    var inOrder: [Attendee] { sorted { ($0.name, $0.session) < ($1.name, $1.session) } }
}
