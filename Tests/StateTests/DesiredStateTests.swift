import Testing

@testable import State

@Suite("What is desired")
struct DesiredStateTests {
    @Test func isReadFromItsFields() {
        let state = DesiredState(fields: [
            "count:fraud": "4", "count:audit": "17", "count:x": "many", "instance:fraud-2": "killed",
            "instance:fraud-3": "gone", "restart:fraud-1": "7", "broker": "slow:500", "colour": "red",
        ])
        #expect(state.counts == ["fraud": 4])
        #expect(state.wishes == ["fraud-2": .killed])
        #expect(state.restarts == ["fraud-1": 7])
        #expect(state.broker == .slow(milliseconds: 500))
    }

    @Test(arguments: ["up", "down", "slow:0", "slow:2000"])
    func theBrokersStateIsWrittenAsItIsRead(_ text: String) { #expect(DesiredState.Broker(text)?.text == text) }

    @Test(arguments: ["", "slow", "slow:", "slow:-1", "sideways"])
    func whatMakesNoSenseIsNothing(_ text: String) { #expect(DesiredState.Broker(text) == nil) }

    @Test func instancesAreInTheOrderOfTheirNumbers() {
        let names = ["fraud-10", "fraud-x-7", "fraud-2", "fraud-1", "fraud-02"]
        #expect(
            names.map { InstanceID($0) }.sorted().map(\.text) == [
                "fraud-1", "fraud-2", "fraud-10", "fraud-02", "fraud-x-7",
            ])
        #expect(InstanceID("fraud-10").service == "fraud")
        #expect(InstanceID("fraud-0").number == nil)
    }
}

@Suite("The lab in Redis")
struct LabTests {
    @Test func whatIsDesiredIsKeptToldAndWrittenDown() async throws {
        try await TestState.run { state in
            let lab = try Lab(redis: state.redis, scripts: state.scripts)
            #expect(try await lab.state() == DesiredState())
            try await lab.desire(
                [.count(service: "fraud", 4), .wish(instance: "fraud-2", .killed), .restart(instance: "fraud-1")],
                LabEntry(by: .instructor, action: "scale", target: "fraud", detail: "4"))
            try await lab.desire(
                [.restart(instance: "fraud-1"), .wish(instance: "fraud-2", nil), .broker(.slow(milliseconds: 5))],
                LabEntry(by: .chaos, action: "restart", target: "fraud-1"))
            let desired = try await lab.state()
            #expect(desired.counts == ["fraud": 4])
            #expect(desired.wishes.isEmpty)
            #expect(desired.restarts == ["fraud-1": 2])
            #expect(desired.broker == .slow(milliseconds: 5))
            let log = try await lab.log(last: 10)
            #expect(log.map(\.action) == ["scale", "restart"])
            #expect(log.map(\.by) == [.instructor, .chaos])
            #expect(log[0].time > 1_700_000_000_000)
            #expect(try await lab.log(after: log[0].id) == [log[1]])
            #expect(try await lab.log(last: 1) == [log[1]])
        }
    }
}
