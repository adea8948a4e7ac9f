import Access
import Gateway
import Kafka
import TestSupport
import Testing

@Suite("Who reads what of a channel")
struct GatewayRightsTests {
    private static func own(_ stage: GatewayStage) -> @Sendable (inout GatewayOptions) -> Void {
        let topic = stage.dojo.topics.audit
        return { options in
            var own = Channel(name: topic)
            own.rules.rule = ReadRule("key == sub or instructor")
            options.channels.removeAll { $0.name == topic }
            options.channels.append(own)
        }
    }

    private static func write(_ keys: [String], _ stage: GatewayStage) async throws {
        try await stage.dojo.write(
            keys.enumerated().map { number, key in
                ProducerRecord(
                    topic: stage.dojo.topics.audit, key: Array(key.utf8), value: Array(#"{"n":\#(number)}"#.utf8))
            })
    }

    private static func socket(_ gateway: TestGateway, _ role: Role, _ subject: String) throws -> TestWebSocket {
        let socket = try gateway.socket([
            ("Authorization", "Bearer \(try TestTokens.make(role, subject: subject))")
        ])
        _ = try socket.next(with: "welcome")
        return socket
    }

    @Test func eachSeesTheirOwnRecordsWhicheverWayTheyAsk() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.audit
            let gateway = try await stage.startGuarded("gateway-1", Self.own(stage))
            try await Self.write(["ann", "bob", "ann"], stage)
            for (from, role) in [(#""earliest""#, Role.viewer), (#"{"last":10}"#, .participant)] {
                let ann = try Self.socket(gateway, role, "ann")
                try ann.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"],"from":\#(from)}"#)
                _ = try ann.next(with: "subscribed")
                let events = Value(json: Array(try ann.next(with: "events").utf8)).list("events")
                #expect(events.map { $0["key"] ?? "" } == ["ann", "ann"])
            }
            let teacher = try Self.socket(gateway, .instructor, "teacher")
            try teacher.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"],"from":"earliest"}"#)
            _ = try teacher.next(with: "subscribed")
            var seen = 0
            while seen < 3 { seen += Value(json: Array(try teacher.next(with: "events").utf8)).list("events").count }
        }
    }

    @Test func whoAsksForKeysOfOthersIsRefused() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.audit
            let gateway = try await stage.startGuarded("gateway-1", Self.own(stage))
            let ann = try Self.socket(gateway, .viewer, "ann")
            try ann.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"],"keys":["bob"]}"#)
            #expect(try ann.next().contains(#""id":"s","code":"auth.forbidden""#))
            try ann.send(#"{"type":"subscribe","id":"t","channels":["\#(topic)"],"keys":["ann"]}"#)
            _ = try ann.next(with: "subscribed")
        }
    }

    @Test func aRoleThatIsTooLowReadsNothing() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.audit
            let gateway = try await stage.startGuarded { options in
                options.channels = options.channels.map {
                    var channel = $0
                    if channel.name == topic { channel.rules.read = .instructor }
                    return channel
                }
            }
            let ann = try Self.socket(gateway, .participant, "ann")
            try ann.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"]}"#)
            #expect(try ann.next().contains("takes the role instructor"))
            let token = try TestTokens.make(.participant)
            let refused = try gateway.get("/events?channels=\(topic)", ["Authorization": "Bearer \(token)"])
            #expect(refused.status == 403)
            #expect(refused.code == "auth.forbidden")
        }
    }

    @Test func aFeedShowsEachTheirOwn() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.audit
            let gateway = try await stage.startGuarded("gateway-1", Self.own(stage))
            try await Self.write(["bob", "ann", "bob"], stage)
            let feed = try FeedClient(
                port: gateway.port, query: "?channels=\(topic)&from=earliest",
                headers: [("Authorization", "Bearer \(try TestTokens.make(.viewer, subject: "ann"))")])
            let first = try feed.next()
            #expect(first.json.object("data").int("n") == 1)
            try await Self.write(["bob", "ann"], stage)
            #expect(try feed.next().json.object("data").int("n") == 1)
        }
    }

    @Test func whoShowsATokenThatSeesOtherRecordsSubscribesAnew() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.audit
            let gateway = try await stage.startGuarded("gateway-1", Self.own(stage))
            let ann = try Self.socket(gateway, .instructor, "ann")
            try ann.send(#"{"type":"subscribe","id":"s","channels":["\#(topic)"]}"#)
            _ = try ann.next(with: "subscribed")
            try ann.send(#"{"type":"auth","id":"a","token":"\#(try TestTokens.make(.viewer, subject: "ann"))"}"#)
            #expect(try ann.next(with: "error").contains("what you may see of \(topic) has changed"))
            _ = try ann.next(with: #""id":"a""#)
            try ann.send(#"{"type":"unsubscribe","id":"u","channels":["\#(topic)"]}"#)
            #expect(try ann.next(with: #""id":"u""#).contains(#""channels":[]"#))
        }
    }
}
