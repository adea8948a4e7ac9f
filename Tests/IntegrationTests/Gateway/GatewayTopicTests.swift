import Gateway
import Kafka
import TestSupport
import Testing

@Suite("Topics that come and go")
struct GatewayTopicTests {
    private func make(_ topic: String, _ stage: GatewayStage, partitions: Int32 = 2) async throws {
        try await stage.dojo.admin.createTopics([TopicSpec(name: topic, partitions: partitions)])
    }

    @Test(arguments: BrokerKind.all)
    func aTopicThatIsMissingKeepsNoOtherFromBeingServed(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let (there, late) = (stage.dojo.topics.orders, "late-\(stage.dojo.topics.orders)")
            let gateway = try await stage.start(
                "gateway-1", GatewayStandaloneTests.alone([Channel(name: there), Channel(name: late)]))
            try await waitUntil("the missing topic is told", timeout: .seconds(30)) {
                try gateway.get("/ready").json.object("troubles")["channel \(late)"] == "there is no topic \(late)"
            }
            #expect(try gateway.get("/ready").status == 200)
            let client = try gateway.connect()
            try client.subscribe(there)
            try await stage.writeNumbered(3)
            #expect(try client.events(3).events.count == 3)

            try client.say(#"{"type":"subscribe","id":"l","channels":["\#(late)"],"from":"earliest"}"#)
            let refused = try client.hear("error").json
            #expect(refused["code"] == "channel.unavailable")
            #expect(refused.int("retryAfterMs") == 2000)
            #expect(try gateway.get("/events?channels=\(late)").code == "channel.unavailable")
            #expect(try gateway.get("/metrics").text.contains(#"gateway_channel_ready{channel="\#(late)"} 0"#))

            try await make(late, stage)
            try await stage.dojo.write([ProducerRecord(topic: late, partition: 1, value: Array(#"{"n":7}"#.utf8))])
            try await waitUntil("the new topic is served", timeout: .seconds(40)) {
                try gateway.get("/metrics").text.contains(#"gateway_channel_ready{channel="\#(late)"} 1"#)
            }
            try client.subscribe(late, from: #""earliest""#)
            #expect(try client.events(1).events.map(\.number) == [7])
            try await waitUntil("nothing is wrong any more", timeout: .seconds(10)) {
                try gateway.get("/ready").json.object("troubles")["channel \(late)"] == nil
            }
        }
    }

    @Test func aGatewayWithoutAnyOfItsTopicsIsNotReady() async throws {
        try await GatewayStage.run { stage in
            let late = "late-\(stage.dojo.topics.orders)"
            let gateway = try await stage.start(
                "gateway-1", waitUntilReady: false, GatewayStandaloneTests.alone([Channel(name: late)]))
            try await waitUntil("it is said what is missing", timeout: .seconds(30)) {
                let ready = try gateway.get("/ready")
                return ready.status == 503 && ready.json.object("troubles")["kafka"] == "there is no topic \(late)"
            }
            try await make(late, stage)
            try await waitUntil("it is ready", timeout: .seconds(30)) { try gateway.get("/ready").status == 200 }
        }
    }

    /// With many partitions the cursor would be most of a frame.
    @Test func aChannelOfManyPartitionsTellsItsPlaceOnceASecond() async throws {
        try await GatewayStage.run { stage in
            let topic = "wide-\(stage.dojo.topics.orders)"
            try await make(topic, stage, partitions: 20)
            let gateway = try await stage.start("gateway-1", GatewayStandaloneTests.alone([Channel(name: topic)]))
            let client = try gateway.connect()
            let start = try client.subscribe(topic)
            var (frames, cursors, count) = (0, 0, 0)
            var last = start
            let begun = ContinuousClock.now
            for number in 0..<60 {
                try await stage.dojo.write([
                    ProducerRecord(
                        topic: topic, partition: Int32(number % 20), value: Array(#"{"n":\#(number)}"#.utf8))
                ])
                while count <= number {
                    let message = try client.hear("events")
                    frames += 1
                    count += message.events.count
                    guard let cursor = message.json["cursor"] else { continue }
                    cursors += 1
                    last = cursor
                }
            }
            let seconds = Int((ContinuousClock.now - begun).components.seconds)
            #expect(frames > cursors)
            #expect((1...seconds + 2).contains(cursors))
            // The last place is told when nothing comes any more.
            while cursors < frames, !Self.isBehindAll(last) {
                last = try client.hear("events").json["cursor"] ?? last
            }
            let back = try gateway.connect()
            try back.subscribe(topic, from: "\"\(last)\"")
            try await stage.dojo.write([ProducerRecord(topic: topic, value: Array(#"{"n":60}"#.utf8))])
            #expect(try back.events(1).events.map(\.number) == [60])
        }
    }

    /// Whether a cursor has got three records of each of twenty partitions.
    private static func isBehindAll(_ cursor: String) -> Bool {
        cursor.split(separator: ".").dropFirst().filter { $0.split(separator: "-")[1] == "3" }.count == 20
    }
}
