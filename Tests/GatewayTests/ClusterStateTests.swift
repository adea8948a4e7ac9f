import JSONText
import Kafka
import OrderEvents
import Testing

@testable import Gateway
@testable import State

@Suite("How far groups have come")
struct ClusterStateTests {
    private func place(_ topic: String, _ partition: Int32) -> TopicPartition {
        TopicPartition(topic: topic, partition: partition)
    }

    private var offsets: [TopicPartition: Range<Int64>] {
        [place("orders", 0): 10..<100, place("orders", 1): 0..<50, place("audit", 0): 0..<0]
    }

    private func state(
        _ reports: [InstanceReport], committed: [String: [TopicPartition: Int64]] = [:]
    ) -> ClusterState {
        ClusterState(
            topics: ["orders", "audit", "gone"], offsets: offsets, readers: GroupNames().readers(of: TopicNames()),
            reports: reports, committed: committed)
    }

    private func report(_ id: String, _ group: String, _ positions: [(String, Int32, Int64?)]) -> InstanceReport {
        InstanceReport(
            id: id, group: group,
            readings: positions.map { .init(topic: $0.0, partition: $0.1, position: $0.2, lag: nil) })
    }

    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func lagIsClampedToWhatThereIsStill() {
        let report = report("notification-1", "notification-group", [("orders", 0, 4), ("orders", 1, 45)])
        let group = state([report])["notification-group"]
        #expect(group?.places.map(\.lag) == [90, 5])
        #expect(group?.places.map(\.instance) == ["notification-1", "notification-1"])
    }

    @Test func whoIsAheadOfWhatIsKnownOfAPartitionHasNoLag() {
        let report = report("f", "fraud-group", [("orders", 0, 120)])
        #expect(state([report])["fraud-group"]?.places.first?.lag == 0)
    }

    @Test func whatNobodyReportsIsWhatWasCommitted() {
        let report = report("f", "fraud-group", [("orders", 0, nil)])
        let committed = ["fraud-group": [place("orders", 0): Int64(30)]]
        let group = state([report], committed: committed)["fraud-group"]
        #expect(group?.places.map(\.position) == [30, nil])
        #expect(group?.places.map(\.instance) == ["f", nil])
        #expect(group?.places.map(\.lag) == [70, 50])
        let reader = GroupNames().readers(of: TopicNames())[1]
        let silent = ClusterState.unreported(reader, of: offsets.keys, by: [report])
        #expect(silent == [place("orders", 0), place("orders", 1)])
    }

    @Test func whoSaysMoreOwnsAPartitionThatChangesHands() {
        let before = report("a", "audit-group", [("audit", 0, nil)])
        let after = report("b", "audit-group", [("audit", 0, 0)])
        #expect(state([before, after])["audit-group"]?.places.map(\.instance) == ["b"])
    }

    @Test func readsWhatInstancesSay() throws {
        let member = Presence.Member(
            id: "n", lastHeartbeat: Timestamp(milliseconds: 0),
            details: [
                "group": "g",
                "partitions":
                    #"[{"topic":"orders","partition":1,"position":7,"lag":0},{"topic":"orders","partition":2}]"#,
            ])
        let report = try #require(InstanceReport(member))
        #expect(report.readings.map(\.lag) == [0, nil])
        #expect(report.positions == [place("orders", 1): 7, place("orders", 2): nil])
        #expect(
            InstanceReport(Presence.Member(id: "n", lastHeartbeat: Timestamp(milliseconds: 0), details: [:])) == nil)
    }

    @Test func asClientsSeeIt() {
        let state = state([report("x", "audit-group", [("audit", 0, 0)])])
        let expected = """
            [{"name":"orders","partitions":[{"partition":0,"begin":10,"end":100},{"partition":1,"begin":0,"end":50}]},\
            {"name":"audit","partitions":[{"partition":0,"begin":0,"end":0}]}]
            """
        #expect(text(state.write(topicsTo:)) == expected)
        let groups = text(state.write(groupsTo:))
        #expect(
            groups.hasSuffix(
                #"{"name":"audit-group","partitions":[{"topic":"audit","partition":0,"position":0,"end":0,"lag":0,"instance":"x"}]}]"#
            ))
        #expect(groups.contains(#"{"topic":"orders","partition":1,"position":null,"end":50,"lag":50,"instance":null}"#))
    }

    @Test func aReplayIsOverWhenAllIsReadAgain() throws {
        func replay(_ states: [String: String]) throws -> Replay {
            let fields = ["id": "r", "group": "fraud-group", "from": "beginning", "at": "5"]
            let ends = ["end:orders/0": "100", "end:orders/1": "40"]
            return try #require(Replay(fields.merging(ends) { $1 }.merging(states) { $1 }))
        }
        let waiting = try replay(["place:orders/0": "waiting", "place:orders/1": "claimed f"])
        let begun = try replay(["place:orders/0": "done f 10", "place:orders/1": "done f 0"])
        func progress(_ replay: Replay, _ first: Int64, _ second: Int64) -> ReplayProgress {
            let report = report("f", "fraud-group", [("orders", 0, first), ("orders", 1, second)])
            return ReplayProgress(replay, state([report])["fraud-group"])
        }
        let before = progress(waiting, 100, 50)
        #expect((before.started, before.done, before.lag) == (0, 0, 90 + 40))
        let half = progress(begun, 60, 45)
        #expect((half.started, half.done, half.lag) == (2, 1, 40))
        #expect(!half.isOver)
        #expect(progress(begun, 100, 40).isOver)
        let unknown = ReplayProgress(begun, nil)
        #expect((unknown.started, unknown.done, unknown.lag) == (2, 0, 90 + 40))
    }
}
