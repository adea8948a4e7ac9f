import Foundation
import JSONText
import State

/// Somebody who has said `hello`. A connection rather than a person: whoever has two pages open is there twice, and a
/// name may be taken any number of times.
struct Attendee: Hashable, Sendable {
    /// The connection's id, as its `welcome` says it.
    let session: String
    var name: String
    /// What it follows, in the order of the alphabet.
    var channels: [String]
    /// Whose connection it is, as orders are counted; nothing of it is told to others.
    var person = ""

    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("session", session)
            $0.field("name", name)
            $0.array("channels") { json in for channel in channels { json.element(channel) } }
        }
    }
}

/// As it stands in Redis.
extension Attendee {
    static let presenceKind = "attendee"

    var heartbeat: Presence.Heartbeat {
        var list = JSONWriter()
        list.array { json in for channel in channels { json.element(channel) } }
        return Presence.Heartbeat(
            id: session,
            details: ["name": name, "channels": String(decoding: list.bytes, as: UTF8.self), "person": person])
    }

    /// Nothing where the entry is on its way out.
    init?(_ member: Presence.Member) {
        guard let name = member.details["name"],
            let channels = try? JSONDecoder().decode([String].self, from: Data((member.details["channels"] ?? "").utf8))
        else { return nil }
        self.init(session: member.id, name: name, channels: channels, person: member.details["person"] ?? "")
    }
}
