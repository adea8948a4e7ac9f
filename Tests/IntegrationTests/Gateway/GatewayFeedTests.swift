import TestSupport
import Testing

@Suite("Server-Sent Events", .timeLimit(.minutes(2)))
struct GatewayFeedTests {
    @Test(arguments: BrokerKind.all)
    func everyChannelInOneFeedToTheLetter(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let gateway = try await stage.start()
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            let feed = try gateway.feed("")
            #expect(feed.response.status == 200)
            #expect(feed.response.headers["content-type"] == "text/event-stream")
            #expect(feed.response.headers["cache-control"] == "no-store")
            let order = try gateway.place("Zoë")
            let events = try feed.next(2)
            for (type, topic) in [("order", orders), ("audit", audit)] {
                try await waitUntil("it was seen") { !stage.dojo.witness.records(on: topic).isEmpty }
                let record = try #require(stage.dojo.witness.records(on: topic).first)
                let event = try #require(events.first { $0.json["type"] == type })
                let value = String(decoding: record.value ?? [], as: UTF8.self)
                #expect(
                    event.data
                        == #"{"type":"\#(type)","data":\#(value),"timestamp":"\#(order["createdAt"] ?? "")","#
                        + #""eventId":"\#(record.header("eventId") ?? "")"}"#)
                #expect(event.type == "message")
            }
            #expect(events.last?.id?.contains("\(orders)=") == true && events.last?.id?.contains("\(audit)=") == true)
        }
    }

    @Test(arguments: BrokerKind.all)
    func lastEventIDGoesOnOverARestartWithoutHoleOrDouble(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            var gateway = try await stage.start()
            var feed = try gateway.feed("?channels=\(orders)&from=earliest")
            var seen: [Int] = []
            for round in 0..<3 {
                try await stage.writeNumbered(30, from: round * 30)
                // An id counts for what stands before it: go on until one has come for all that was read.
                var read: [FeedClient.Event] = []
                repeat {
                    read.append(try feed.next())
                } while read.count < 7 || read.last?.id == read.dropLast().last?.id
                seen += read.map { $0.json.object("data").int("n") ?? -1 }
                feed.close()
                await gateway.stop()
                gateway = try await stage.start("gateway-\(round)")
                feed = try gateway.feed("?channels=\(orders)", lastEventID: read.last?.id)
            }
            seen += try feed.next(90 - seen.count).map { $0.json.object("data").int("n") ?? -1 }
            #expect(seen.sorted() == Array(0..<90))
            for partition in 0..<3 {
                #expect(seen.filter { $0 % 3 == partition } == Array(stride(from: partition, to: 90, by: 3)))
            }
        }
    }

    @Test func aFeedGoesOnFromAPlaceThatItWasGiven() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let orders = stage.dojo.topics.orders
            try await stage.writeNumbered(3)
            let feed = try gateway.feed("?channels=\(orders)&from=earliest")
            let events = try feed.next(3)
            let id = try #require(events.last?.id)
            let next = try await stage.writeNext()
            // The id that came with an event, whole, or the channel's own cursor from it.
            for from in [id, String(id.split(separator: "=")[1])] {
                let other = try gateway.feed("?channels=\(orders)&from=\(from)")
                #expect(try other.next().json.object("data").int("n") == next, "\(from)")
            }
        }
    }

    @Test func linesInAValueDoNotEndAnEvent() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let audit = stage.dojo.topics.audit
            let feed = try gateway.feed("?channels=\(audit)")
            try await stage.dojo.write([
                .init(topic: audit, key: nil, value: Array("{\r\n\"a\":\n1}".utf8)),
                .init(topic: audit, key: nil, value: Array("not JSON\n\n".utf8)),
                .init(topic: audit, key: nil, value: nil),
            ])
            let events = try feed.next(3)
            #expect(events[0].data.contains(#""data":{  "a": 1}"#))
            #expect(events[1].json["data"] == "bm90IEpTT04KCg==")
            #expect(events[2].json.isNull("data"))
        }
    }

    @Test func aResetIsSaidAsAGap() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let audit = stage.dojo.topics.audit
            let feed = try gateway.feed("?channels=\(audit)", lastEventID: "\(audit)=another.0-5")
            let gap = try feed.next()
            #expect(gap.type == "gap")
            #expect(gap.data == #"{"channel":"\#(audit)","reason":"reset","missed":null}"#)
        }
    }

    @Test func whatCannotBeFollowedIsRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let audit = stage.dojo.topics.audit
            #expect(try gateway.get("/events?channels=nothing").code == "channel.unknown")
            #expect(try gateway.get("/events?channels=\(audit)&from=nowhere").code == "cursor.invalid")
            #expect(try gateway.get("/events", ["Last-Event-ID": "nonsense"]).code == "cursor.invalid")
        }
    }

    @Test func aChannelThatIsNamedTwiceComesOnce() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let orders = stage.dojo.topics.orders
            let feed = try gateway.feed("?channels=\(orders),\(orders)")
            for number in 0..<3 {
                try await stage.writeNumbered(1, from: number, to: 0)
                #expect(try feed.next().json.object("data").int("n") == number)
            }
        }
    }
}
