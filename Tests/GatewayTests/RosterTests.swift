import JSONText
import Testing

@testable import Gateway

@Suite("Who is there")
struct RosterTests {
    private func ann(_ session: String = "1", _ channels: [String] = []) -> Attendee {
        Attendee(session: session, name: "Ann", channels: channels)
    }
    private let bob = Attendee(session: "2", name: "Bob", channels: ["audit"])

    private func crowd(_ count: Int) -> Roster {
        Roster((0..<count).map { Attendee(session: "s\($0)", name: "n", channels: []) })
    }

    @Test func whoComesAndGoesIsTheDifference() {
        let both = Roster([ann(), bob])
        #expect(both.change(from: Roster([ann()])) == RosterChange(joined: [bob], count: 2))
        #expect(Roster([bob]).change(from: both) == RosterChange(left: [ann()], count: 1))
        #expect(both.change(from: Roster([bob, ann()])) == nil)
        #expect(both.whole == RosterChange(joined: [ann(), bob], count: 2))
    }

    @Test func otherChannelsOrAnotherNameAreLikeJoiningAnew() {
        let before = Roster([ann(), bob])
        let after = Roster([ann("1", ["orders"]), bob])
        #expect(after.change(from: before) == RosterChange(joined: [ann("1", ["orders"])], count: 2))
    }

    @Test func aNameMayBeTakenTwice() {
        let roster = Roster([ann("1"), ann("2")])
        #expect(roster.count == 2)
        #expect(roster.whole.joined.map(\.session) == ["1", "2"])
    }

    @Test func ofTooManyThereIsTheNumberOnly() {
        let (many, more) = (crowd(Roster.mostNames + 1), crowd(Roster.mostNames + 2))
        #expect(many.people == nil)
        #expect(many.change(from: crowd(Roster.mostNames)) == RosterChange(count: 201))
        #expect(more.change(from: many) == RosterChange(count: 202))
        #expect(many.change(from: crowd(201)) == nil)
        #expect(many.whole == RosterChange(count: 201))
        // Fewer again: everybody is named anew.
        let few = crowd(Roster.mostNames)
        #expect(few.change(from: many) == few.whole)
        #expect(few.whole.joined.count == 200)
    }

    @Test func theMessageAndTheAnswerAreAsDocumented() {
        let change = RosterChange(joined: [ann("1", ["audit", "orders"])], left: [bob], count: 1)
        #expect(
            String(decoding: ServerMessage.presence(change), as: UTF8.self)
                == #"{"type":"presence","joined":[{"session":"1","name":"Ann","channels":["audit","orders"]}],"#
                + #""left":[{"session":"2","name":"Bob"}],"count":1}"#)
        #expect(
            String(decoding: Roster([bob]).json, as: UTF8.self)
                == #"{"count":1,"people":[{"session":"2","name":"Bob","channels":["audit"]}]}"#)
        #expect(String(decoding: crowd(201).json, as: UTF8.self) == #"{"count":201,"people":null}"#)
    }

    @Test func anEntryInRedisIsReadAsItWasWritten() {
        let attendee = Attendee(session: "1", name: #"Zoë "Z""#, channels: ["a,b", "c"], person: "p1")
        #expect(attendee.heartbeat.id == "1")
        #expect(attendee.heartbeat.details == ["name": #"Zoë "Z""#, "channels": #"["a,b","c"]"#, "person": "p1"])
    }
}
