import Access
import Foundation
import Gateway
import Kafka
import TestSupport
import Testing

@Suite("Publishing", .timeLimit(.minutes(2)))
struct GatewayPublishTests {
    /// A gateway of one channel to which this role may publish, without Redis.
    private func publishing(
        to topic: String, _ role: Role? = .viewer, rule: ReadRule? = nil
    ) -> @Sendable (inout GatewayOptions) -> Void {
        var channel = Channel(name: topic)
        channel.rules = ChannelRules(publish: role, rule: rule)
        return GatewayStandaloneTests.alone([channel])
    }

    @Test(arguments: BrokerKind.all)
    func aRecordArrivesByteForByte(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1", publishing(to: topic))
            let client = try gateway.connect()
            try client.subscribe(topic)
            // What nobody's encoder would write.
            let value = #"{ "n" : 1.50 ,"é":"\u00e9",  "n":2 }"#
            let answer = try client.ask(
                #"{"type":"publish","id":"p1","channel":"\#(topic)","key":"k","value":\#(value),"#
                    + #""headers":{"shop":"7","tag":["a","b"]}}"#)
            #expect(answer.type == "result")
            #expect(answer.json["id"] == "p1")
            let place = answer.json.object("data")
            try await waitUntil("it is in Kafka") { stage.dojo.witness.records(on: topic).count == 1 }
            let record = try #require(stage.dojo.witness.records(on: topic).first)
            #expect(Int(record.topicPartition.partition) == place.int("partition"))
            #expect(Int(record.offset) == place.int("offset"))
            #expect(record.key.map { String(decoding: $0, as: UTF8.self) } == "k")
            #expect(String(decoding: record.value ?? [], as: UTF8.self) == value)
            #expect(record.headers.filter { ["shop", "tag"].contains($0.name) }.map(\.text) == ["7", "a", "b"])
            #expect(record.header("eventId") == place["eventId"])
            #expect(record.header("source") == "gateway")
            #expect(record.header("schemaVersion") == "1")
            #expect(UUID(uuidString: record.header("correlationId") ?? "") != nil)
            #expect(record.header("traceparent")?.hasPrefix("00-") == true)
            #expect(try client.events(1).events.first?.json["key"] == "k")
        }
    }

    @Test func otherKindsOfValuesAndKeys() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1", publishing(to: topic))
            let client = try gateway.connect()
            var partition: Int?
            for (fields, value) in [
                (#""key":"t","value":null"#, nil), (#""key":"t","value":"text""#, #""text""#),
                (#""key":"t","value":"bm8gSlNPTg==","encoding":"base64""#, "no JSON"), (#""key":"t","value":[]"#, "[]"),
            ] as [(String, String?)] {
                let count = stage.dojo.witness.records(on: topic).count
                let answer = try client.ask(#"{"type":"publish","id":"p","channel":"\#(topic)",\#(fields)}"#)
                #expect(answer.type == "result", "\(answer.text)")
                try await waitUntil("it is in Kafka") { stage.dojo.witness.records(on: topic).count > count }
                let record = try #require(stage.dojo.witness.records(on: topic).last)
                #expect(record.value.map { String(decoding: $0, as: UTF8.self) } == value)
                // One key, one partition.
                #expect(partition == nil || partition == answer.json.object("data").int("partition"))
                partition = answer.json.object("data").int("partition")
            }
            // The same key of the same caller: the same event, which readers know.
            let once = #"{"type":"publish","id":"p","channel":"\#(topic)","value":1,"idempotencyKey":"x"}"#
            let first = try client.ask(once).json.object("data")
            let second = try client.ask(once).json.object("data")
            #expect(first["eventId"] != nil)
            #expect(first["eventId"] == second["eventId"])
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1") {
                publishing(to: topic)(&$0)
                $0.kafka.properties["message.max.bytes"] = "2000"
            }
            let client = try gateway.connect()
            let long = String(repeating: "x", count: 3000)
            for (fields, code) in [
                (#""channel":"\#(topic)""#, "publish.invalid"),
                (#""channel":"\#(topic)","value":null"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"key":7"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"encoding":"base64""#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"headers":{"eventId":"mine"}"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"headers":{"Source":"order-service"}"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"headers":{"dlq-attempts":"1"}"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"headers":{"a":1}"#, "publish.invalid"),
                (#""channel":"\#(topic)","value":1,"idempotencyKey":"a b""#, "idempotency.invalid"),
                (#""channel":"nothing","value":1"#, "channel.unknown"), (#""value":1"#, "message.invalid"),
                (#""channel":"\#(topic)","value":"\#(long)""#, "publish.too-large"),
            ] {
                let answer = try client.ask(#"{"type":"publish","id":"p",\#(fields)}"#)
                #expect(answer.json["code"] == code, "\(fields)")
                #expect(answer.json["id"] == "p")
            }
            #expect(stage.dojo.witness.records(on: topic).isEmpty)
        }
    }

    @Test func onlyThoseMayPublishWhomTheChannelNames() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            // Whoever sees only what is theirs writes only what is theirs.
            let own = publishing(to: topic, .viewer, rule: ReadRule("key == sub or instructor"))
            let cases: [(Role, key: String, @Sendable (inout GatewayOptions) -> Void, isLet: Bool)] = [
                (.instructor, "ann", publishing(to: topic, nil), false),
                (.viewer, "ann", publishing(to: topic, .participant), false),
                (.participant, "ann", publishing(to: topic, .participant), true),
                (.viewer, "ann", own, true), (.viewer, "bob", own, false), (.instructor, "bob", own, true),
                // In the workshop, who leads it.
                (.participant, "ann", { _ in }, false), (.instructor, "ann", { _ in }, true),
            ]
            for (index, (role, key, change, isLet)) in cases.enumerated() {
                let gateway = try await stage.startGuarded("gateway-\(index)", change)
                let answer = try gateway.request(
                    "POST", "/api/topics/\(topic)/records", #"{"key":"\#(key)","value":1}"#,
                    ["Authorization": "Bearer \(try TestTokens.make(role))"])
                #expect(answer.status == (isLet ? 201 : 403), "\(index)")
                #expect(answer.code == (isLet ? nil : "auth.forbidden"), "\(index)")
                await gateway.stop()
            }
        }
    }

    @Test func theSameOverHTTP() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1", publishing(to: topic))
            let path = "/api/topics/\(topic)/records"
            let answer = try gateway.request(
                "POST", path, #"{"key":"k","value":{"n":5}}"#,
                ["X-Correlation-Id": "request-1", "Idempotency-Key": "i"])
            #expect(answer.status == 201)
            let location = try #require(answer.headers["location"])
            try await waitUntil("the gateway has read it") {
                try gateway.get(location).json.list("events").first?.object("value").int("n") == 5
            }
            let headers = try gateway.get(location).json.list("events").first?.object("headers")
            #expect(headers?["correlationId"] == "request-1")
            #expect(headers?["eventId"] == answer.json["eventId"])
            for (body, status, code) in [
                ("no", 400, "json.malformed"), ("[]", 400, "publish.invalid"),
                (#"{"key":"k"}"#, 400, "publish.invalid"),
            ] {
                let refused = try gateway.request("POST", path, body)
                #expect(refused.status == status)
                #expect(refused.code == code)
            }
            #expect(try gateway.request("DELETE", path).headers["allow"] == "GET, HEAD, POST")
        }
    }

    @Test func aBrokerThatIsAwayIsSaidWithinTheDeadline() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1") {
                publishing(to: topic)(&$0)
                $0.publishing.deadline = .seconds(2)
                $0.publishing.records = 1
            }
            guard let cluster = stage.dojo.broker.cluster else { return }
            let client = try gateway.connect()
            let publish = #"{"type":"publish","id":"p","channel":"\#(topic)","key":"k","value":1}"#
            #expect(try client.ask(publish).type == "result")
            try cluster.down()
            // One waits for Kafka; there is no room for another.
            try client.say(publish)
            try client.say(publish)
            let answers = [try client.hear(), try client.hear()]
            #expect(answers.map { $0.json["code"] } == ["publish.busy", "publish.unacknowledged"])
            #expect(answers.allSatisfy { $0.json.int("retryAfterMs") == 1000 })
            try cluster.up()
            try await waitUntil("Kafka takes records again", timeout: .seconds(60)) {
                try gateway.request("POST", "/api/topics/\(topic)/records", #"{"value":2}"#).status == 201
            }
        }
    }
}
