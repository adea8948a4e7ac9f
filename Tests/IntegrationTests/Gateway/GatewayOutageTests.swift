import EventLoop
import Kafka
import OrderEvents
import TestSupport
import Testing

@Suite("Redis or the broker away from the gateway", .timeLimit(.minutes(2)))
struct GatewayOutageTests {
    @Test func withoutRedisNothingIsAcceptedAndItIsSaid() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.shards = 1 }
            let client = try gateway.connect()
            try client.subscribe(stage.dojo.topics.orders, from: #""earliest""#)
            let id = try gateway.place()["id"] ?? ""
            #expect(try client.events(1).events[0].json["key"] == id)
            try await waitUntil("it is in Kafka") { try await stage.owed() == 0 }
            stage.dojo.redis.kill()
            for (method, path, body) in [
                ("POST", "/api/orders", String?.some(.order())), ("GET", "/api/orders", nil),
                ("GET", "/api/orders/\(id)", nil), ("DELETE", "/api/orders/\(id)", nil),
            ] {
                let refused = try gateway.request(method, path, body)
                #expect(refused.status == 503)
                #expect(refused.code == "redis.unavailable")
                #expect(refused.headers["retry-after"] == "1")
            }
            #expect(try client.command("order.create", .order()).json["code"] == "redis.unavailable")
            // Events go on; only the state cannot be told.
            try client.say(#"{"type":"subscribe","id":"s","channels":["\#(stage.dojo.topics.orders)"]}"#)
            _ = try client.hear("subscribed")
            let error = try client.hear("error")
            #expect(error.json["code"] == "redis.unavailable")
            #expect(error.json["id"] == "s")
            try await stage.writeNumbered(1)
            #expect(try client.events(1).events.map(\.number) == [0])
            try await waitUntil("/ready says why") {
                let ready = try gateway.get("/ready")
                return ready.status == 503 && ready.json.object("troubles")["redis"]?.contains("Redis") == true
            }
            #expect(try gateway.get("/health").status == 200)

            try await stage.dojo.redis.start()
            try await waitUntil("it is ready again") { try gateway.get("/ready").status == 200 }
            // Empty now, scripts and all.
            let order = try gateway.place("Bob")
            #expect(try gateway.get("/api/orders").json.int("total") == 1)
            let event = try client.events(1).events[0]
            #expect(event.json["key"] == order["id"])
        }
    }

    @Test func aFullRedisRefusesChangesAndIsRead() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let id = try gateway.place()["id"] ?? ""
            try await stage.dojo.command(["CONFIG", "SET", "maxmemory", "1"])
            for (method, path, body) in [
                ("POST", "/api/orders", String?.some(.order())), ("PUT", "/api/orders/\(id)", .some(.order())),
            ] {
                let refused = try gateway.request(method, path, body)
                #expect(refused.status == 503)
                #expect(refused.code == "storage.full")
            }
            #expect(try gateway.get("/api/orders/\(id)").status == 200)
            try await waitUntil("/ready says why") {
                let ready = try gateway.get("/ready")
                return ready.status == 503 && ready.json.object("troubles")["redis"]?.contains("full") == true
            }
            try await stage.dojo.command(["CONFIG", "SET", "maxmemory", "0"])
            try gateway.place()
            try await waitUntil("it is ready again") { try gateway.get("/ready").status == 200 }
        }
    }

    /// Kafka down: orders are accepted, up to the outbox's limit, and flow when it is back: in order, each once.
    @Test func withoutKafkaOrdersAreAcceptedAndFlowWhenItIsBack() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.outboxLimit = 60 }
            try stage.dojo.broker.cluster?.down()
            try await waitUntil("/ready says why") {
                try gateway.get("/ready").json.object("troubles")["kafka"]?.hasPrefix("Kafka: ") == true
            }
            var orders: [String] = []
            for number in 0..<10 {
                let id = try gateway.place("Customer \(number)")["id"] ?? ""
                orders.append(id)
                #expect(try gateway.request("PUT", "/api/orders/\(id)", .order("Changed \(number)")).status == 200)
                #expect(try gateway.request("DELETE", "/api/orders/\(id)").status == 204)
            }
            let refused = try gateway.request("POST", "/api/orders", .order())
            #expect(refused.status == 503)
            #expect(refused.code == "outbox.full")
            #expect(refused.headers["retry-after"] == "1")
            #expect(stage.dojo.witness.records(on: stage.dojo.topics.orders).isEmpty)
            // As long as it is so, and not only when somebody has just tried.
            let deadline = ContinuousClock.now + .milliseconds(2500)
            while ContinuousClock.now < deadline { #expect(try gateway.get("/ready").status == 503) }

            try stage.dojo.broker.cluster?.up()
            try await stage.expectEverythingOnce(orders, ["created", "updated", "deleted"])
            try await waitUntil("it is ready again") { try gateway.get("/ready").status == 200 }
            try gateway.place()
        }
    }

    /// Redis is full while Kafka is away: nothing more is accepted, yet what was accepted still flows.
    @Test func whatWasAcceptedFlowsThoughRedisIsFull() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try stage.dojo.broker.cluster?.down()
            var orders: [String] = []
            for number in 0..<10 { orders.append(try gateway.place("Customer \(number)")["id"] ?? "") }
            try await stage.dojo.command(["CONFIG", "SET", "maxmemory", "1"])
            // Whoever leads has to hold on to its lease, and a newcomer to get it.
            await gateway.stop()
            let other = try await stage.start("gateway-2", waitUntilReady: false)
            try stage.dojo.broker.cluster?.up()
            try await stage.expectEverything(orders, ["created"])
            #expect(try other.request("POST", "/api/orders", .order()).code == "storage.full")
        }
    }

    /// The embedded broker's process is gone: what it would be owed to is gone with it.
    @Test func withoutTheEmbeddedBrokersProcessNothingIsAccepted() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let id = try gateway.place()["id"] ?? ""
            let client = try gateway.connect()
            try await stage.dojo.broker.vanish()
            try await waitUntil("changes are refused") {
                try gateway.request("DELETE", "/api/orders/\(id)", nil, ["If-Match": "\"1\""]).code == "broker.lost"
            }
            let refused = try gateway.request("POST", "/api/orders", .order())
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            #expect(try client.command("order.create", .order()).json["code"] == "broker.lost")
            #expect(try gateway.get("/api/orders/\(id)").status == 200)
            try await waitUntil("/ready says why") {
                try gateway.get("/ready").json.object("troubles")["kafka"]?.contains("embedded broker") == true
            }
            #expect(try gateway.get("/ready").json.object("troubles")["broker"] != nil)
            try await stage.dojo.broker.reappear()
            try await waitUntil("changes are accepted") {
                try gateway.request("POST", "/api/orders", .order()).status == 201
            }
        }
    }

    /// Whatever is away, a stop takes no longer than the five seconds that Ctrl-C is given.
    @Test func aGatewayStopsInTimeThoughKafkaIsDown() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try stage.dojo.broker.cluster?.down()
            for _ in 0..<5 { try gateway.place() }
            // Several of each, on both shards: none of them answers a close before it is read.
            let clients = try (0..<6).map { _ in try gateway.connect() }
            let feed = try gateway.feed("")
            let start = ContinuousClock.now
            await gateway.stop()
            #expect(ContinuousClock.now - start < .seconds(5))  // three for the clients, and some for a busy machine
            for client in clients { #expect(try client.socket.receiveClose().code == 4200) }
            #expect(throws: TestClientError.self) { try feed.next() }
            #expect(try await stage.owed() == 10)
            #expect(try await stage.leader() == nil)
        }
    }

    @Test func aGatewayThatNeverReachedItsBrokerStopsInTime() async throws {
        try await GatewayStage.run { stage in
            let port = try FreePort.find()
            let gateway = try await stage.start(waitUntilReady: false) {
                $0.kafka = KafkaOptions(bootstrapServers: "127.0.0.1:\(port)", log: { _ in })
            }
            #expect(try gateway.get("/ready").json.object("troubles")["kafka"] != nil)
            // Orders do not wait for Kafka.
            try gateway.place()
            let start = ContinuousClock.now
            await gateway.stop()
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }
}
