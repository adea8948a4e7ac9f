import OrderEvents
import Testing


@Suite("The trace of a record that another one caused") struct TraceParentTests {
    private let cause = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func goesOnWithASpanOfItsOwn() {
        let child = TraceParent.child(of: cause, for: EventID("e"))
        #expect(TraceParent.isValid(child))
        #expect(child.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
        #expect(child.hasSuffix("-01"))
        #expect(!child.contains("00f067aa0ba902b7"))
        #expect(child == TraceParent.child(of: cause, for: EventID("e")))
        #expect(child != TraceParent.child(of: cause, for: EventID("f")))
    }

    @Test(arguments: [
        nil, "", "00-0-0-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    ])
    func startsAnewWhereThereIsNone(_ cause: String?) {
        #expect(TraceParent.isValid(TraceParent.child(of: cause, for: EventID("e"))))
    }
}
