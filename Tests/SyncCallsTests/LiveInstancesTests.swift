import Testing

@testable import SyncCalls

@Suite struct LiveInstancesTests {
    private func instances(_ ids: String...) -> [LiveInstances.Instance] {
        ids.map { LiveInstances.Instance(id: $0, address: "127.0.0.1:1") }
    }

    @Test func eachHasItsTurn() {
        let live = LiveInstances()
        let two = instances("n-2", "n-1")
        #expect((0..<4).map { _ in live.next(of: "notification", among: two)?.id } == ["n-1", "n-2", "n-1", "n-2"])
        #expect(live.next(of: "audit", among: instances("a-1"))?.id == "a-1", "each service has turns of its own")
        #expect(live.next(of: "notification", among: two)?.id == "n-1")
    }

    @Test func whoeverLeavesIsPassedOver() {
        let live = LiveInstances()
        _ = live.next(of: "notification", among: instances("n-1", "n-2", "n-3"))
        #expect(live.next(of: "notification", among: instances("n-1", "n-3"))?.id == "n-3")
        #expect(live.next(of: "notification", among: instances("n-1"))?.id == "n-1")
        #expect(live.next(of: "notification", among: []) == nil)
    }
}
