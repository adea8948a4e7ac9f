import State
import Testing

@testable import DojoCommand

@Suite("What has to be done so that what runs is what is desired")
struct ReconcilerTests {
    private let counts = ["fraud": 1, "notification": 2]

    private func id(_ text: String) -> InstanceID { InstanceID(text) }

    private func actual(_ states: [String: Instance.State], restarts: [String: Int64] = [:]) -> [Reconciler.Actual] {
        states.map { Reconciler.Actual(id: id($0.key), state: $0.value, restart: restarts[$0.key] ?? 0) }
    }

    private func desired(_ fields: [String: String]) -> DesiredState { DesiredState(fields: fields) }

    private let usual: [String: Instance.State] = [
        "fraud-1": .ready, "notification-1": .ready, "notification-2": .ready,
    ]

    private func actions(_ fields: [String: String], _ change: [String: Instance.State] = [:]) -> [Reconciler.Action] {
        Reconciler.actions(
            desired(fields), counts: counts, actual: actual(usual.merging(change) { $1 }))
    }

    @Test func whatIsAsItShouldBeIsLeftAlone() {
        #expect(actions([:]) == [])
        #expect(actions(["instance:fraud-1": "running", "count:fraud": "1"]) == [])
    }

    @Test func newInstancesGetTheNextNumbers() {
        #expect(
            actions(["count:fraud": "4"]) == [.start(id("fraud-2")), .start(id("fraud-3")), .start(id("fraud-4"))])
    }

    @Test func thoseWithTheHighestNumbersGoAndAreForgotten() {
        let many: [String: Instance.State] = ["fraud-2": .ready, "fraud-10": .frozen, "fraud-3": .stopping]
        #expect(actions(["count:fraud": "1"], many) == [.stop(id("fraud-10")), .stop(id("fraud-2"))])
        #expect(actions([:], ["fraud-2": .stopped]) == [.forget(id("fraud-2"))])
        #expect(actions(["count:fraud": "0"]) == [.stop(id("fraud-1"))])
        #expect(actions([:], ["other-1": .waiting]) == [.stop(id("other-1"))])
    }

    @Test(arguments: [
        ("stopped", Instance.State.ready, Reconciler.Action?.some(.stop(InstanceID("fraud-1")))),
        ("stopped", .frozen, .stop(InstanceID("fraud-1"))), ("stopped", .waiting, .stop(InstanceID("fraud-1"))),
        ("stopped", .stopping, nil), ("stopped", .stopped, nil), ("stopped", .failed, nil),
        ("killed", .ready, .kill(InstanceID("fraud-1"))), ("killed", .frozen, .kill(InstanceID("fraud-1"))),
        ("killed", .stopping, nil), ("killed", .stopped, nil),
        ("frozen", .ready, .freeze(InstanceID("fraud-1"))), ("frozen", .frozen, nil), ("frozen", .starting, nil),
        ("frozen", .stopped, .start(InstanceID("fraud-1"))),
        ("running", .frozen, .thaw(InstanceID("fraud-1"))), ("running", .stopped, .start(InstanceID("fraud-1"))),
        ("running", .starting, nil), ("running", .waiting, nil), ("running", .failed, nil),
    ])
    func oneInstance(_ wish: String, _ state: Instance.State, _ expected: Reconciler.Action?) {
        #expect(actions(["instance:fraud-1": wish], ["fraud-1": state]) == (expected.map { [$0] } ?? []))
    }

    @Test func whatIsKilledIsNotStarted() {
        let missing = Reconciler.actions(
            desired(["instance:fraud-1": "killed", "count:notification": "0"]), counts: counts, actual: [])
        #expect(missing == [])
    }

    @Test func aRestartStopsFirstAndIsDoneOnce() {
        let wish = desired(["restart:fraud-1": "3"])
        func actions(_ state: Instance.State, _ carriedOut: Int64) -> [Reconciler.Action] {
            Reconciler.actions(
                wish, counts: ["fraud": 1], actual: actual(["fraud-1": state], restarts: ["fraud-1": carriedOut]))
        }
        #expect(actions(.ready, 2) == [.stop(id("fraud-1"))])
        #expect(actions(.stopping, 2) == [])
        #expect(actions(.stopped, 2) == [.start(id("fraud-1"))])
        #expect(actions(.failed, 2) == [.start(id("fraud-1"))])
        #expect(actions(.starting, 3) == [])
        #expect(actions(.ready, 3) == [])
    }
}
