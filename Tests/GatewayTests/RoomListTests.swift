import State
import Testing

@testable import Gateway

@Suite struct RoomListTests {
    private func list(
        present: [(String, String)] = [], orders: [(String, String, Int)] = [], hidden: HiddenThings = .none
    ) -> [RoomList.Entry] {
        RoomList(
            present: present.map { Person(id: $0.0, name: $0.1) },
            orders: Dictionary(uniqueKeysWithValues: orders.map { (Person(id: $0.0, name: $0.1), $0.2) }),
            hidden: hidden
        ).entries
    }

    @Test func whoIsThereComesFirstThenWhoOrderedMost() {
        let entries = list(
            present: [("a", "Ann"), ("b", "Bob"), ("c", "Cy")], orders: [("b", "Bob", 3), ("d", "Dan", 9)])
        #expect(entries.map(\.label) == ["Bob", "Ann", "Cy", "Dan"])
        #expect(entries.map(\.orders) == [3, 0, 0, 9])
        #expect(entries.map { $0.connections > 0 } == [true, true, true, false])
    }

    @Test func twoPagesOfOnePersonAreOnePerson() {
        let entries = list(present: [("a", "Ann"), ("a", "Ann")], orders: [("a", "Ann", 2)])
        #expect(entries.count == 1 && entries[0].connections == 2 && entries[0].orders == 2)
    }

    @Test func peopleOfOneNameAreToldApart() {
        let entries = list(present: [("2", "ann"), ("1", "Ann"), ("3", "Ann")])
        #expect(Set(entries.map(\.label)) == ["Ann", "ann (2)", "Ann (3)"])
        let later = list(present: [("3", "Ann")], orders: [("1", "Ann", 1), ("2", "ann", 1)])
        #expect(later.first?.label == "Ann (3)", "a label stays with its person as others go")
    }

    @Test func whatSomebodyCallsThemselvesNowCounts() {
        let entries = list(present: [("a", "Anna")], orders: [("a", "Ann", 4)])
        #expect(entries.map(\.label) == ["Anna"] && entries[0].orders == 4)
    }

    @Test func whoHasSaidNoNameIsSomebody() {
        let entries = list(orders: [("a", "", 4), ("b", "", 1)])
        #expect(entries.map(\.label) == ["somebody", "somebody (2)"])
    }
}

@Suite struct PersonTests {
    @Test func aSessionIsOnePersonWhateverTheName() {
        let identity = Identity(role: .participant, caller: "s1", session: "s1")
        #expect(Person(identity, name: "Ann").id == Person(identity, name: nil).id)
        let other = Identity(role: .participant, caller: "s2", session: "s2")
        #expect(Person(identity, name: "Ann").id != Person(other, name: "Ann").id)
    }

    @Test func behindOneAddressTheNameTellsPeopleApart() {
        let identity = Identity.local("127.0.0.1")
        #expect(Person(identity, name: "Ann").id == Person(identity, name: "Ann").id)
        #expect(Person(identity, name: "Ann").id != Person(identity, name: "Bob").id)
        #expect(!Person(identity, name: "Ann").id.contains("127"))
    }
}
