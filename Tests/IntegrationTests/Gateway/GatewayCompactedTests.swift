import Access
import Fanout
import Gateway
import Kafka
import TestSupport
import Testing

@Suite("Snapshots of the newest record of each key")
struct GatewayCompactedTests {
    /// A gateway with one channel, whose ring is much shorter than the topic.
    private static func compacted(
        _ stage: GatewayStage, _ change: @escaping @Sendable (inout Channel) -> Void = { _ in }
    ) -> @Sendable (inout GatewayOptions) -> Void {
        let topic = stage.dojo.topics.orders
        return { options in
            var channel = Channel(name: topic)
            channel.snapshot = .compacted
            channel.history = ChannelRing.Limits(records: 2, bytes: 1 << 20)
            change(&channel)
            GatewayStandaloneTests.alone([channel])(&options)
        }
    }

    /// Each key always in one partition, as Kafka's clients write them.
    private static func write(_ records: [(key: String?, value: Int?)], _ stage: GatewayStage) async throws {
        try await stage.dojo.write(
            records.map { key, value in
                ProducerRecord(
                    topic: stage.dojo.topics.orders, key: key.map { Array($0.utf8) },
                    value: value.map { Array(#"{"n":\#($0)}"#.utf8) })
            })
    }

    private static func state(_ snapshot: GatewayClient.Snapshot) -> [String: Int] {
        Dictionary(
            snapshot.rows.map { ($0["key"] ?? "", $0.object("value").int("n") ?? -1) }, uniquingKeysWith: { $1 })
    }

    @Test(arguments: BrokerKind.all)
    func itHoldsTheWholeTopicAndGoesOnLive(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let topic = stage.dojo.topics.orders
            var expected: [String: Int] = [:]
            for number in 0..<60 {
                let key = "k\(number % 20)"
                try await Self.write([(key, number)], stage)
                expected[key] = number
            }
            try await Self.write([("k3", nil), (nil, 7), ("k4", nil), ("k4", 99), ("gone", nil)], stage)
            expected["k3"] = nil
            expected["k4"] = 99
            let gateway = try await stage.start("gateway-1", Self.compacted(stage))
            let client = try gateway.connect()
            let start = try client.subscribe(topic)
            let snapshot = try client.snapshot()
            #expect(Self.state(snapshot) == expected)
            #expect(snapshot.total == expected.count)
            #expect(snapshot.rows.count == expected.count)
            #expect(snapshot.cursor == start)

            try await Self.write([("k1", 100), ("k2", nil)], stage)
            let live = try client.events(2).events
            #expect(Set(live.map { $0.json["key"] ?? "" }) == ["k1", "k2"])
            expected["k1"] = 100
            expected["k2"] = nil
            // Whoever comes now may be given a state that is a moment old; what is new follows it.
            let late = try gateway.connect()
            try late.subscribe(topic)
            var state = Self.state(try late.snapshot())
            while state != expected {
                for event in try late.events(1).events {
                    state[event.json["key"] ?? ""] = event.json.object("value").int("n")
                }
            }
            // The place of a snapshot is one to come back to.
            let back = try gateway.connect()
            try back.subscribe(topic, from: "\"\(start)\"")
            #expect(try back.events(2).events.count == 2)
        }
    }

    @Test func aLargeStateComesInPieces() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start("gateway-1") {
                Self.compacted(stage)(&$0)
                $0.frameLimit = 2048
            }
            try await Self.write((0..<500).map { (number: Int) in ("key number \(number)", number) }, stage)
            let client = try gateway.connect(receiveBuffer: 4096)
            var state: [String: Int] = [:]
            try client.subscribe(stage.dojo.topics.orders)
            state = Self.state(try client.snapshot())
            while state.count < 500 {
                for event in try client.events(1).events { state[event.json["key"] ?? ""] = event.number }
            }
            #expect(state == Dictionary(uniqueKeysWithValues: (0..<500).map { ("key number \($0)", $0) }))
        }
    }

    @Test func itSaysWhenKeysWereLeftOut() async throws {
        try await GatewayStage.run { stage in
            try await Self.write((0..<50).map { (number: Int) in ("k\(number)", number) }, stage)
            let gateway = try await stage.start(
                "gateway-1", Self.compacted(stage) { $0.snapshotLimits = .init(records: 10, bytes: 1 << 20) })
            let client = try gateway.connect()
            try client.subscribe(stage.dojo.topics.orders)
            let snapshot = try client.hear("snapshot")
            #expect(snapshot.json.flag("truncated") == true)
            #expect(snapshot.json.flag("last") == true)
            #expect((1...11).contains(snapshot.json.list("data").count))
        }
    }

    @Test func eachSeesTheirOwnAndAFilterHolds() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            try await Self.write([("ann", 1), ("bob", 2), ("ann", 3)], stage)
            let gateway = try await stage.startGuarded(
                "gateway-1", Self.compacted(stage) { $0.rules.rule = ReadRule("key == sub or instructor") })
            func snapshot(_ role: Role, _ subject: String, _ more: String = "") throws -> Value {
                let token = try TestTokens.make(role, subject: subject)
                let socket = try gateway.socket([("Authorization", "Bearer \(token)")])
                _ = try socket.next(with: "welcome")
                try socket.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"]\#(more)}"#)
                return Value(json: Array(try socket.next(with: #""type":"snapshot""#).utf8))
            }
            let ann = try snapshot(.viewer, "ann")
            #expect(ann.list("data").map { $0.object("value").int("n") } == [3])
            #expect(try snapshot(.viewer, "eve").int("total") == 0)
            #expect(try snapshot(.instructor, "ida").int("total") == 2)
            #expect(try snapshot(.instructor, "ida", #","where":{"value.n":2}"#).int("total") == 1)
        }
    }
}
