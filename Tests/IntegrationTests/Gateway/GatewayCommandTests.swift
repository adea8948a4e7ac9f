import TestSupport
import Testing

@Suite("Orders over a WebSocket", .timeLimit(.minutes(3)))
struct GatewayCommandTests {
    @Test func anOrderIsCreatedChangedAndDeleted() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            let created = try client.command("order.create", .order("Ann", quantity: 2, price: "12.50"))
            let order = created.json.object("data")
            let (id, version) = (order["id"] ?? "", order.int("version") ?? 0)
            #expect(created.text == #"{"type":"result","id":"c","data":\#(try gateway.get("/orders/\(id)").text)}"#)

            let change =
                #"{"id":"\#(id)","version":\#(version),"customerName":"Bob","item":"Pie","quantity":1,"price":2}"#
            let changed = try client.command("order.update", change)
            #expect(changed.text == #"{"type":"result","id":"c","data":\#(try gateway.get("/orders/\(id)").text)}"#)
            #expect(changed.json.object("data")["customerName"] == "Bob")
            #expect(try client.command("order.update", change).json["code"] == "order.version")

            let stale = try client.command("order.delete", #"{"id":"\#(id)","version":\#(version)}"#)
            #expect(stale.json["code"] == "order.version")
            let deleted = try client.command("order.delete", #"{"id":"\#(id)"}"#)
            #expect(deleted.text == #"{"type":"result","id":"c","data":{"id":"\#(id)"}}"#)
            #expect(try client.command("order.delete", #"{"id":"\#(id)"}"#).json["code"] == "order.unknown")
            #expect(try gateway.get("/orders/\(id)").status == 404)
        }
    }

    @Test func whatIsWrongIsSaidFieldByField() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            let refused = try client.command("order.create", #"{"item":"Soup","quantity":0,"price":1,"id":"x"}"#)
            #expect(
                refused.text
                    == #"{"type":"error","id":"c","code":"order.invalid","message":"customerName is required; "#
                    + #"quantity must be a whole number from 1 to 1000; "#
                    + #"id is not a field of an order that a caller may set","#
                    + #""details":[{"field":"customerName","message":"is required"},"#
                    + #"{"field":"quantity","message":"must be a whole number from 1 to 1000"},"#
                    + #"{"field":"id","message":"is not a field of an order that a caller may set"}]}"#)
            let cases = [
                ("order.update", .order(), "order.invalid"), ("order.delete", "{}", "order.invalid"),
                ("order.delete", #"{"id":7}"#, "order.invalid"),
                ("order.delete", #"{"id":"x","version":"1"}"#, "order.invalid"),
                ("order.delete", #"{"id":"x"}"#, "order.unknown"), ("order.eat", "{}", "command.unknown"),
                ("order.create", "7", "message.invalid"), ("order.create", "null", "message.invalid"),
            ]
            for (name, data, code) in cases {
                let answer = try client.command(name, data)
                #expect(answer.type == "error")
                #expect(answer.json["code"] == code, "\(name) \(data): \(answer.text)")
            }
        }
    }

    @Test func aRepeatedCommandHasOneEffect() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            let first = try client.command("order.create", .order(), key: "k")
            #expect(try client.command("order.create", .order(), key: "k").text == first.text)
            #expect(try client.command("order.create", .order("Bob"), key: "k").json["code"] == "idempotency.mismatch")
            #expect(try client.command("order.create", .order(), key: "é").json["code"] == "idempotency.invalid")
            #expect(try gateway.get("/api/orders").json.int("total") == 1)
        }
    }

    /// Many are on their way at once; each is answered by its own id.
    @Test func commandsNeedNotWaitForEachOther() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            for number in 0..<100 {
                let data: String = .order("Customer \(number)")
                try client.say(#"{"type":"command","id":"c\#(number)","name":"order.create","data":\#(data)}"#)
            }
            var names: [String: String] = [:]
            for _ in 0..<100 {
                let result = try client.hear("result")
                names[result.json["id"] ?? ""] = result.json.object("data")["customerName"]
            }
            #expect(names == Dictionary(uniqueKeysWithValues: (0..<100).map { ("c\($0)", "Customer \($0)") }))
        }
    }
}
