import Gateway
import Kafka
import TestSupport
import Testing

@Suite("A gateway in front of other topics")
struct GatewayStandaloneTests {
    /// Without Redis, without the project's folder.
    static func alone(_ channels: [Channel]) -> @Sendable (inout GatewayOptions) -> Void {
        { options in
            options.channels = channels
            options.redis = nil
            options.home = nil
        }
    }

    @Test func itServesWithoutRedis() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1", Self.alone([Channel(name: topic)]))
            #expect(try gateway.get("/ready").text == #"{"ready":true,"instance":"gateway-1","troubles":{}}"#)
            let client = try gateway.connect()
            try client.subscribe(topic)
            try await stage.writeNumbered(10)
            #expect(try client.events(10).events.map(\.number).sorted() == Array(0..<10))
            let back = try gateway.connect()
            try back.subscribe(topic, from: #"{"last":3}"#)
            #expect(try back.events(3).events.count == 3)
        }
    }

    @Test func itSaysThatItTakesNoOrders() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start(
                "gateway-1", Self.alone([Channel(name: stage.dojo.topics.orders)]))
            for (method, path) in [("GET", "/api/orders"), ("POST", "/orders"), ("DELETE", "/api/orders/x")] {
                let answer = try gateway.request(method, path, method == "POST" ? .order() : nil)
                #expect(answer.status == 404)
                #expect(answer.code == "orders.unavailable")
            }
            let client = try gateway.connect()
            #expect(try client.command("order.create", .order()).json["code"] == "command.unavailable")
        }
    }

    @Test func itHasASignpostInsteadOfAPage() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start(
                "gateway-1", Self.alone([Channel(name: stage.dojo.topics.orders)]))
            let root = try gateway.get("/")
            #expect(root.status == 200)
            #expect(root.text.contains("/ws "))
            #expect(try gateway.get("/index.html").code == "route.unknown")
        }
    }

    @Test func itSendsPeopleAwayByItself() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start(
                "gateway-1", Self.alone([Channel(name: stage.dojo.topics.orders)]))
            let client = try gateway.connect()
            try client.say(#"{"type":"hello","id":"h","name":"Ann"}"#)
            _ = try client.hear("result")
            let answer = try gateway.request("POST", "/api/disconnect", #"{"name":"Ann"}"#)
            #expect(answer.json.int("disconnected") == 1)
            #expect(try client.hearToTheEnd { _ in }.code == 4004)
        }
    }

    @Test func itKnowsItsOwnPeople() async throws {
        try await GatewayStage.run { stage in
            let topic = stage.dojo.topics.orders
            let gateway = try await stage.start("gateway-1", Self.alone([Channel(name: topic)]))
            // So many that the kernel is sure to spread them over both shards.
            let clients = try (0..<20).map { _ in try gateway.connect() }
            for (number, client) in clients.enumerated() {
                try client.say(#"{"type":"hello","id":"h","name":"P\#(number)"}"#)
                _ = try client.hear("result")
            }
            for client in clients {
                var count = 0
                while count < 20 { count = try client.hear("presence").json.int("count") ?? 0 }
            }
            #expect(try gateway.get("/api/presence").json.list("people").count == 20)
            for client in clients.dropFirst() { client.close() }
            while try clients[0].hear("presence").json.int("count") != 1 {}
            #expect(try gateway.get("/api/presence").json.list("people").map { $0["name"] } == ["P0"])
        }
    }
}
