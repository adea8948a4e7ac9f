import OrderEvents
import TestSupport
import Testing

@Suite("Orders over HTTP", .timeLimit(.minutes(3)))
struct GatewayHTTPTests {
    @Test func anOrderIsCreatedReadChangedAndDeleted() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let created = try gateway.request(
                "POST", "/api/orders", .order(" Ann ", quantity: 2, price: "12.50"), ["X-Correlation-Id": "req-1"])
            let (id, version) = (created.json["id"] ?? "", created.json.int("version") ?? 0)
            let time = Timestamp(milliseconds: Int64(version)).iso8601
            #expect(created.status == 201)
            #expect(
                created.text
                    == #"{"id":"\#(id)","customerName":"Ann","item":"Soup","quantity":2,"price":12.5,"#
                    + #""status":"created","createdAt":"\#(time)","version":\#(version)}"#)
            #expect(created.headers["content-type"] == "application/json")
            #expect(created.headers["location"] == "/api/orders/\(id)")
            #expect(created.headers["etag"] == "\"\(version)\"")
            #expect(created.headers["x-correlation-id"] == "req-1")

            for path in ["/api/orders/\(id)", "/orders/\(id)"] {
                let read = try gateway.get(path)
                #expect(read.status == 200)
                #expect(read.text == created.text)
                #expect(read.headers["etag"] == created.headers["etag"])
                #expect(read.headers["x-correlation-id"]?.isEmpty == false)
            }
            #expect(try gateway.get("/api/orders/\(id)", ["If-None-Match": "\"\(version)\""]).status == 304)

            let changed = try gateway.request(
                "PUT", "/api/orders/\(id)", .order("Bob", item: "Pie", quantity: 3, price: "0.1"),
                ["If-Match": "\"\(version)\""])
            let newVersion = changed.json.int("version") ?? 0
            #expect(changed.status == 200)
            #expect(newVersion > version)
            #expect(changed.headers["etag"] == "\"\(newVersion)\"")
            #expect(
                changed.text
                    == #"{"id":"\#(id)","customerName":"Bob","item":"Pie","quantity":3,"price":0.1,"#
                    + #""status":"created","createdAt":"\#(time)","version":\#(newVersion)}"#)

            let stale = ["If-Match": "\"\(version)\""]
            #expect(try gateway.request("PUT", "/api/orders/\(id)", .order(), stale).code == "order.version")
            #expect(try gateway.request("DELETE", "/api/orders/\(id)", nil, stale).status == 412)
            let nonsense = try gateway.request("PUT", "/api/orders/\(id)", .order(), ["If-Match": "yesterday's"])
            #expect(nonsense.status == 412)
            #expect(try gateway.request("PUT", "/api/orders/\(id)", .order(), ["If-Match": "*"]).status == 200)

            let deleted = try gateway.request("DELETE", "/api/orders/\(id)")
            #expect(deleted.status == 204)
            #expect(deleted.body.isEmpty)
            for method in ["GET", "PUT", "DELETE"] {
                let gone = try gateway.request(method, "/api/orders/\(id)", method == "PUT" ? .order() : nil)
                #expect(gone.status == 404)
                #expect(gone.code == "order.unknown")
            }
        }
    }

    @Test func aListingGoesNewestFirstInPages() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            #expect(try gateway.get("/api/orders").text == #"{"orders":[],"next":null,"total":0}"#)
            var ids: [String] = []
            for number in 0..<5 { ids.insert(try gateway.place("Customer \(number)")["id"] ?? "", at: 0) }
            var listed: [Value] = []
            var cursor: String?
            repeat {
                let page = try gateway.get("/orders?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                #expect(page.status == 200)
                #expect(page.json.int("total") == 5)
                #expect(page.json.list("orders").count <= 2)
                listed += page.json.list("orders")
                cursor = page.json["next"]
                #expect(cursor != nil || page.json.isNull("next"))
            } while cursor != nil && listed.count < 10
            // Of one millisecond they go by id.
            #expect(listed.map { $0.int("version") ?? 0 } == listed.map { $0.int("version") ?? 0 }.sorted(by: >))
            #expect(listed.compactMap { $0["id"] }.sorted() == ids.sorted())
            for limit in ["0", "201", "-1", "x", "1.5", ""] {
                #expect(try gateway.get("/api/orders?limit=\(limit)").code == "limit.invalid", "\(limit)")
            }
            for cursor in ["x", "AAAA", "e1.0-5"] {
                #expect(try gateway.get("/api/orders?cursor=\(cursor)").code == "cursor.invalid", "\(cursor)")
            }
        }
    }

    @Test func whatIsNoOrderIsRefusedFieldByField() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            for body in ["", "{", "[]", "5", "null", "\"x\"", "{\"item\":}"] {
                let refused = try gateway.request("POST", "/api/orders", body)
                #expect(refused.status == 400)
                #expect(refused.code == "json.malformed", "\(body): \(refused.text)")
            }
            let empty = try gateway.request("POST", "/api/orders", "{}", ["X-Correlation-Id": "req-2"])
            #expect(empty.status == 400)
            #expect(
                empty.text
                    == #"{"type":"about:blank","title":"Bad Request","status":400,"code":"order.invalid","detail":"#
                    + #""customerName is required; item is required; quantity is required; price is required","#
                    + #""details":[{"field":"customerName","message":"is required"},"#
                    + #"{"field":"item","message":"is required"},{"field":"quantity","message":"is required"},"#
                    + #"{"field":"price","message":"is required"}],"correlationId":"req-2"}"#)
            let long = String(repeating: "x", count: 101)
            let wrong: [(String, String)] = [
                (.order(""), "customerName"), (.order(long), "customerName"), (.order(item: "  "), "item"),
                (.order(item: long), "item"), (.order(quantity: 0), "quantity"), (.order(quantity: 1001), "quantity"),
                (.order(price: "-0.01"), "price"), (.order(price: "100000.01"), "price"),
                (.order(price: "1.001"), "price"), (.order(price: "\"5\""), "price"), (.order(price: "null"), "price"),
                (.order(price: #"1,"status":"done""#), "status"), (.order(price: #"1,"tip":1"#), "tip"),
            ]
            let id = try gateway.place()["id"] ?? ""
            for (body, field) in wrong {
                for (method, path) in [("POST", "/api/orders"), ("PUT", "/api/orders/\(id)")] {
                    let refused = try gateway.request(method, path, body)
                    #expect(refused.status == 400)
                    #expect(refused.code == "order.invalid")
                    #expect(refused.json.list("details").map { $0["field"] } == [field], "\(body)")
                }
            }
            let edges: [String] = [
                .order(quantity: 1000, price: "100000"), .order(price: "0"),
                .order(String(repeating: "é", count: 100), item: "x"),
            ]
            for body in edges { #expect(try gateway.request("POST", "/api/orders", body).status == 201, "\(body)") }
        }
    }

    @Test func aBodyHasAtMost64KiB() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            func body(of size: Int) -> String {
                let order: String = .order()
                return order + String(repeating: " ", count: size - order.utf8.count)
            }
            #expect(try gateway.request("POST", "/api/orders", body(of: 64 * 1024)).status == 201)
            let refused = try gateway.request(
                "POST", "/api/orders", body(of: 64 * 1024 + 1), ["X-Correlation-Id": "big"])
            #expect(refused.status == 413)
            #expect(refused.code == "http.body-too-large")
            #expect(refused.json["correlationId"] == "big")
            #expect(refused.headers["x-correlation-id"] == "big")
        }
    }

    @Test func aMethodThatIsNotForAPathIsRefusedWithThoseThatAre() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let wrong = [
                ("DELETE", "/api/orders", "GET, HEAD, POST"), ("PUT", "/api/orders", "GET, HEAD, POST"),
                ("PATCH", "/orders", "GET, HEAD, POST"), ("POST", "/api/orders/x", "GET, HEAD, PUT, DELETE"),
                ("POST", "/events", "GET, HEAD"), ("DELETE", "/health", "GET, HEAD"), ("PUT", "/ready", "GET, HEAD"),
                ("POST", "/metrics", "GET, HEAD"), ("POST", "/", "GET, HEAD"),
            ]
            for (method, path, allowed) in wrong {
                let refused = try gateway.request(method, path, method == "DELETE" ? nil : "{}")
                #expect(refused.status == 405, "\(method) \(path)")
                #expect(refused.headers["allow"] == allowed)
                #expect(refused.code == "method.not-allowed")
                #expect(refused.json["correlationId"] == refused.headers["x-correlation-id"])
            }
            for path in ["/api", "/api/nothing", "/api/orders/a/b", "/nothing.html", "/api/../api/x"] {
                let refused = try gateway.get(path)
                #expect(refused.status == 404, "\(path)")
                #expect(refused.headers["content-type"] == "application/problem+json")
            }
            #expect(try gateway.get("/ws").status == 426)
        }
    }

    @Test func theOtherPagesAnswer() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            #expect(try gateway.get("/health").text == #"{"status":"ok"}"#)
            #expect(try gateway.get("/ready").text == #"{"ready":true,"instance":"gateway-1","troubles":{}}"#)
            #expect(try gateway.get("/metrics").text.contains("# TYPE gateway_records_total counter"))
            let page = try gateway.get("/")
            #expect(page.status == 200)
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            for path in ["/", "/health", "/api/orders"] {
                #expect(try gateway.request("HEAD", path).status == 200)
            }
        }
    }

    @Test func aRepeatedRequestHasOneEffect() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let key = ["Idempotency-Key": "order-17"]
            let first = try gateway.request("POST", "/api/orders", .order("Zoë"), key)
            let again = try gateway.request("POST", "/orders", .order("Zoë "), key)
            #expect(first.status == 201 && again.status == 201)
            #expect(first.headers["idempotency-replayed"] == nil)
            #expect(again.headers["idempotency-replayed"] == "true")
            #expect(again.text == first.text)
            #expect(again.headers["etag"] == first.headers["etag"])
            #expect(again.headers["location"] == first.headers["location"])

            let id = first.json["id"] ?? ""
            let other = try gateway.request("POST", "/api/orders", .order("Bob"), key)
            #expect(other.status == 422)
            #expect(other.code == "idempotency.mismatch")
            #expect(try gateway.request("PUT", "/api/orders/\(id)", .order("Zoë"), key).status == 422)
            #expect(try gateway.request("DELETE", "/api/orders/\(id)", nil, key).status == 422)
            // The same caller over a WebSocket.
            let client = try gateway.connect()
            let replayed = try client.command("order.create", .order("Zoë"), key: "order-17")
            #expect(replayed.json.object("data")["id"] == id)

            let deletion = ["Idempotency-Key": "delete-17"]
            for _ in 0..<2 {
                #expect(try gateway.request("DELETE", "/api/orders/\(id)", nil, deletion).status == 204)
            }
            for bad in ["", "a b", "é", String(repeating: "x", count: 129)] {
                let refused = try gateway.request("POST", "/api/orders", .order(), ["Idempotency-Key": bad])
                #expect(refused.code == "idempotency.invalid", "\(bad)")
            }
            let orders = stage.dojo.topics.orders
            try await waitUntil("both events") { stage.dojo.witness.records(on: orders).count >= 2 }
            try await waitUntil("nothing is owed") { try await stage.owed() == 0 }
            #expect(stage.dojo.witness.records(on: orders).map { Value($0)["action"] } == ["created", "deleted"])
        }
    }

    @Test func oneConnectionServesManyRequests() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try TestClient(port: gateway.port, patience: TestGateway.patience)
            for number in 0..<50 {
                let created = try client.request("POST", "/api/orders", body: .order("Customer \(number)"))
                #expect(created.status == 201)
                let read = try client.request("GET", created.headers["location"] ?? "")
                #expect(read.json["customerName"] == "Customer \(number)")
            }
        }
    }
}
