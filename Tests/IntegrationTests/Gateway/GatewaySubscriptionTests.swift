import Foundation
import OrderEvents
import TestSupport
import Testing

@Suite("Subscriptions", .timeLimit(.minutes(2)))
struct GatewaySubscriptionTests {
    @Test(arguments: BrokerKind.all)
    func ordersBeginWithASnapshotAndGoOnLive(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let gateway = try await stage.start()
            let orders = stage.dojo.topics.orders
            let (first, second) = (try gateway.place("Ann"), try gateway.place("Bob"))
            try await waitUntil("they are in Kafka") { stage.dojo.witness.records(on: orders).count == 2 }
            let client = try gateway.connect()
            #expect(client.welcome.json["instance"] == "gateway-1")
            #expect(client.welcome.json["role"] == "instructor")
            #expect(client.welcome.json.object("limits").int("messageBytes") == 16384)

            let start = try client.subscribe(orders)
            let snapshot = try client.snapshot()
            #expect(snapshot.cursor == start)
            #expect(snapshot.total == 2)
            #expect(Set(snapshot.orders) == [first["id"], second["id"]])

            let third = try gateway.place("Cid", quantity: 2)
            // What was placed just before the head was read may come as well: the version tells that it is known.
            var found: GatewayClient.Event?
            while found == nil { found = try client.events(1).events.first { $0.json["key"] == third["id"] } }
            let event = try #require(found)
            let value = event.json.object("value")
            #expect(value.names == ["action", "order", "timestamp"])
            #expect(value["action"] == "created")
            #expect(value.object("order").int("quantity") == 2)
            #expect(event.json.object("headers")["orderVersion"] == "\(third.int("version") ?? 0)")
            #expect(event.json.names == ["headers", "key", "offset", "partition", "timestamp", "value"])
            #expect(event.json.int("timestamp") == third.int("version"))
        }
    }

    @Test func anEmptyStateIsASnapshotToo() async throws {
        try await GatewayStage.run { stage in
            let client = try await stage.start().connect()
            try client.subscribe(stage.dojo.topics.orders)
            let snapshot = try client.snapshot()
            #expect(snapshot.rows.isEmpty)
            #expect(snapshot.total == 0)
        }
    }

    /// Of 250 orders the newest 200, in frames of which only the last says so, and what must not come back.
    @Test func aSnapshotHasTheNewestAndWhatIsDeletedButStillOwed() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.frameLimit = 8192 }
            try stage.dojo.broker.cluster?.down()
            let posts = try TestClient(port: gateway.port, patience: TestGateway.patience)
            var ids: [String] = []
            for number in 0..<250 {
                let created = try posts.request("POST", "/api/orders", body: .order("Customer \(number)"))
                ids.append(created.json["id"] ?? "")
            }
            let gone = ids[249]
            #expect(try posts.request("DELETE", "/api/orders/\(gone)").status == 204)
            let client = try gateway.connect()
            try client.subscribe(stage.dojo.topics.orders)
            let snapshot = try client.snapshot()
            #expect(snapshot.orders.count == 200)
            #expect(snapshot.total == 249)
            #expect(Set(snapshot.orders).isSubset(of: Set(ids.dropFirst(20).dropLast())))
            #expect(snapshot.deleted.map { $0["id"] } == [gone])

            // The events catch up, after which nothing is left to be told beside them.
            try stage.dojo.broker.cluster?.up()
            #expect(
                try client.events(251).events.last { $0.json["key"] == gone }?.json.object("value")["action"]
                    == "deleted")
            try await waitUntil("nothing is owed", timeout: .seconds(20)) { try await stage.owed() == 0 }
            try client.subscribe(stage.dojo.topics.orders)
            #expect(try client.snapshot().deleted.isEmpty)
        }
    }

    @Test(arguments: BrokerKind.all)
    func historyBeginsWhereAskedFor(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let gateway = try await stage.start()
            let orders = stage.dojo.topics.orders
            let client = try gateway.connect()
            let start = try client.subscribe(orders, from: #""earliest""#)
            try await stage.writeNumbered(30)
            let (live, cursor) = try client.events(30)
            #expect(Set(live.map(\.number)) == Set(0..<30))
            let middle = live.map { $0.json.int("timestamp") ?? 0 }.sorted()[15]
            let since = Timestamp(milliseconds: Int64(middle)).iso8601

            func numbers(from: String, expecting count: Int) throws -> [Int] {
                try client.subscribe(orders, from: from)
                return count == 0 ? [] : try client.events(count).events.map(\.number)
            }
            #expect(try numbers(from: #""earliest""#, expecting: 30) == live.map(\.number))
            #expect(try numbers(from: "\"\(start)\"", expecting: 30).sorted() == Array(0..<30))
            // The newest by what everybody was sent last.
            #expect(try numbers(from: #"{"last":7}"#, expecting: 7) == live.suffix(7).map(\.number))
            #expect(try numbers(from: #"{"last":1000}"#, expecting: 30).count == 30)
            let after = live.firstIndex { $0.json.int("timestamp") ?? 0 >= middle } ?? 0
            #expect(try numbers(from: #"{"since":"\#(since)"}"#, expecting: 30 - after) == live[after...].map(\.number))

            // None of these has anything to give: the next record is the first that comes.
            for from in ["\"\(cursor)\"", #"{"last":0}"#, #"{"since":"2999-01-01T00:00:00Z"}"#] {
                #expect(try numbers(from: from, expecting: 0).isEmpty)
                let next = try await stage.writeNext()
                #expect(try client.events(1).events.map(\.number) == [next], "\(from)")
            }
        }
    }

    @Test func positionsGiveEachChannelItsOwnPlace() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            for name in ["Ann", "Bob"] { try gateway.place(name) }
            try await waitUntil("they are in Kafka") { stage.dojo.witness.records(on: audit).count == 2 }
            let client = try gateway.connect()
            let cursor = try client.subscribe(audit, from: #""earliest""#)
            _ = try client.events(2)
            try client.say(
                #"{"type":"subscribe","id":"both","channels":["\#(orders)","\#(audit)"],"from":{"last":1},"#
                    + #""positions":{"\#(audit)":"\#(cursor)"}}"#)
            var seen: [String: Int] = [:]
            while seen[orders, default: 0] < 1 || seen[audit, default: 0] < 2 {
                let message = try client.hear()
                if message.type == "subscribed" { #expect(message.json["id"] == "both") }
                seen[message.json["channel"] ?? "", default: 0] += message.events.count
            }
            #expect(seen == [orders: 1, audit: 2])
        }
    }

    @Test func whatIsUnsubscribedIsSilent() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            let client = try gateway.connect()
            try client.subscribe(audit)
            try client.subscribe(orders, from: #"{"last":0}"#)
            try client.say(#"{"type":"unsubscribe","id":"u","channels":["\#(orders)","nothing"]}"#)
            #expect(
                try client.hear("unsubscribed").text == #"{"type":"unsubscribed","id":"u","channels":["\#(orders)"]}"#)
            for number in 0..<5 {
                try gateway.place("Customer \(number)")
                #expect(try client.hear("events").json["channel"] == audit)
            }
            try client.say(#"{"type":"ping","id":"p"}"#)
            #expect(try client.hear().text == #"{"type":"pong","id":"p"}"#)
        }
    }

    @Test func aSecondSubscriptionReplacesTheFirst() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let orders = stage.dojo.topics.orders
            let client = try gateway.connect()
            // Three at once: each is answered, the last one counts, and nothing comes twice.
            for from in [#""earliest""#, #""latest""#, #"{"last":0}"#] {
                try client.say(#"{"type":"subscribe","id":"s","channels":["\#(orders)"],"from":\#(from)}"#)
            }
            for _ in 0..<3 { _ = try client.hear("subscribed") }
            try await stage.writeNumbered(9)
            var numbers: [Int] = []
            while numbers.count < 9 {
                let message = try client.hear()
                #expect(message.type == "events", "\(message.text)")
                numbers += message.events.map(\.number)
            }
            #expect(numbers.sorted() == Array(0..<9))
            let next = try await stage.writeNext()
            #expect(try client.events(1).events.map(\.number) == [next])
        }
    }

    @Test func anUnknownChannelIsSaidAndTheOthersAreFollowed() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let audit = stage.dojo.topics.audit
            let client = try gateway.connect()
            try client.say(#"{"type":"subscribe","id":"s","channels":["nothing","\#(audit)"]}"#)
            let error = try client.hear("error")
            #expect(error.json["code"] == "channel.unknown")
            #expect(error.json["id"] == "s")
            #expect(error.json["message"]?.contains(audit) == true)
            #expect(try client.hear("subscribed").json["channel"] == audit)
        }
    }

    @Test func aSubscriptionBeforeTheBrokerIsReachedIsAnsweredOnceItIs() async throws {
        try await GatewayStage.run { stage in
            try await stage.dojo.broker.vanish()
            let gateway = try await stage.start(waitUntilReady: false)
            let client = try gateway.connect()
            try client.say(#"{"type":"subscribe","id":"s","channels":["\#(stage.dojo.topics.audit)"]}"#)
            try client.say(#"{"type":"ping"}"#)
            _ = try client.hear("pong")
            #expect(try gateway.get("/ready").status == 503)
            #expect(try gateway.get("/ready").json.object("troubles")["kafka"] != nil)
            #expect(try gateway.get("/events").code == "gateway.starting")
            try await stage.dojo.broker.reappear()
            #expect(try client.hear("subscribed").json["id"] == "s")
        }
    }

    // MARK: What is no message

    @Test func malformedMessagesAreAnsweredAndHarmNothing() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            for message in ["", "x", "[]", "{", "{\"type\":\"ping\"", "\u{0}", "\u{FFFD}"] {
                try client.say(message)
                #expect(try client.hear("error").json["code"] == "message.malformed")
            }
            try client.say(#"{"type":"dance","id":"d"}"#)
            let unknown = try client.hear("error")
            #expect(unknown.json["code"] == "message.unknown")
            #expect(unknown.json["id"] == "d")
            try client.say(#"{"type":"subscribe","id":"s","channels":"orders"}"#)
            #expect(try client.hear("error").json["id"] == "s")
            try client.say(#"{"type":"hello","id":"h","name":"Ann"}"#)
            #expect(try client.hear("result").text == #"{"type":"result","id":"h","data":{}}"#)
        }
    }

    @Test func hugeMessagesAndNonsenseCloseTheConnectionOfWhoSendsThem() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try gateway.connect()
            try other.subscribe(stage.dojo.topics.audit)

            let largest = try gateway.connect()
            let head = #"{"type":"ping","id":""#
            try largest.say(head + String(repeating: "x", count: 16384 - head.utf8.count - 2) + #""}"#)
            _ = try largest.hear("pong")
            try largest.say(String(repeating: "x", count: 16385))
            #expect(try largest.socket.receiveClose().code == 1009)

            let notText = try gateway.connect()
            try notText.socket.send(opcode: 1, [0xC3, 0x28])
            #expect(try notText.socket.receiveClose().code == 1007)

            let vanished = try gateway.connect()
            try vanished.subscribe(stage.dojo.topics.audit)
            vanished.socket.client.reset()

            try gateway.place()
            #expect(try other.events(1).events.count == 1)
        }
    }

    @Test func otherPathsAndSubprotocolsAreRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            #expect(try TestWebSocket(port: gateway.port, path: "/other").response.status == 404)
            #expect(try TestWebSocket(port: gateway.port, subprotocol: "dojo.v9").response.status == 400)
            #expect(try TestWebSocket(port: gateway.port).response.status == 101)
        }
    }
}
