import Access
import Fanout
import OrderEvents
import Testing

@testable import Gateway

@Suite("The file of channels")
struct ChannelsFileTests {
    private func file(_ text: String) -> ChannelsFile {
        ChannelsFile(json: Array(text.utf8), ordersTopic: "orders")
    }

    private func problems(_ entry: String) -> [String] { file(#"{"channels":[{"topic":"t",\#(entry)}]}"#).problems }

    @Test func anEntryThatSaysEverythingIsTaken() throws {
        let file = file(
            #"""
            {"channels": [
              {"topic": "payments", "eventType": "payment", "read": "participant", "rule": "key == sub or instructor",
               "publish": "instructor", "key": "account", "snapshot": "compacted",
               "history": {"records": 50000, "bytes": 67108864}, "snapshotLimits": {"keys": 1000, "bytes": 4096}},
              {"topic": "clicks"}
            ]}
            """#)
        #expect(file.problems.isEmpty)
        var payments = Channel(name: "payments", eventType: "payment")
        payments.rules = ChannelRules(
            read: .participant, publish: .instructor, rule: ReadRule(claim: "sub", sparesInstructors: true))
        payments.keyField = "account"
        payments.snapshot = .compacted
        payments.history = ChannelRing.Limits(records: 50_000, bytes: 64 << 20)
        payments.snapshotLimits = ChannelRing.Limits(records: 1000, bytes: 4096)
        #expect(file.channels == [payments, Channel(name: "clicks")])
    }

    @Test(arguments: ["", "[]", "{", #""orders""#, "7"])
    func whatIsNoSuchFileIsSaid(_ text: String) {
        #expect(file(text).problems == [#"the file is not JSON of the form {"channels": [{"topic": "…"}, …]}"#])
    }

    @Test(arguments: [
        (#""read":"admin""#, "channels[0].read: expected one of viewer, participant, instructor"),
        (#""publish":true"#, "channels[0].publish: expected one of viewer, participant, instructor"),
        (
            #""rule":"value == sub""#,
            "channels[0].rule: expected key == <claim> or key == <claim> or instructor, not 'value == sub'"
        ),
        (#""key":7"#, "channels[0].key: expected a text"),
        (#""snapshot":"all""#, "channels[0].snapshot: expected one of none, orders, compacted"),
        (
            #""snapshot":"orders""#,
            "channels[0].snapshot: orders is for the topic orders only (TOPIC_ORDERS); allowed here are none, compacted"
        ),
        (
            #""history":{"records":5}"#,
            #"channels[0].history: expected {"records": 1 to 10000000, "bytes": 1024 to 8589934592}"#
        ),
        (#""snapshotLimits":{"keys":1,"bytes":1024}"#, "channels[0].snapshotLimits: is for snapshot compacted only"),
        (
            #""tpoic":"t""#,
            "channels[0].tpoic: unknown; allowed are topic, eventType, read, rule, publish, key, snapshot, history, snapshotLimits"
        ),
    ])
    func aWrongFieldIsNamedWithWhatIsRight(_ entry: String, _ problem: String) { #expect(problems(entry) == [problem]) }

    @Test func everyProblemIsSaidAtOnce() {
        let file = file(
            #"{"chanels":1,"channels":[{"topic":"a b"},{"topic":"t","read":"x","publish":"y"},{"topic":"t"},5]}"#)
        #expect(
            file.problems.map { String($0.prefix { $0 != ":" }) } == [
                "chanels", "channels[0].topic", "channels[1].read", "channels[1].publish", "channels[2].topic",
                "channels[3]",
            ])
    }

    @Test func aRuleAboutKeysDoesNotGoWithTheStateOfOrders() {
        let file = file(#"{"channels":[{"topic":"orders","snapshot":"orders","rule":"key == sub"}]}"#)
        #expect(file.problems == ["channels[0].rule: does not go with snapshot orders, which knows no keys"])
    }

    @Test(arguments: [
        ("a", true), ("A.b_c-9", true), ("", false), (".", false), ("..", false), ("a/b", false), ("ä", false),
    ])
    func namesOfTopicsAreKafkas(_ name: String, _ isOne: Bool) { #expect(TopicNames.isLegal(name) == isOne) }
}
