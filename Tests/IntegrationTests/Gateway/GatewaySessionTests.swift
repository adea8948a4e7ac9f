import Access
import Foundation
import TestSupport
import Testing

@Suite("Ready links, cookies and limits", .timeLimit(.minutes(3)))
struct GatewaySessionTests {
    @Test func aTokenIsExchangedForACookieThatOutlivesTheGateway() async throws {
        try await GatewayStage.run { stage in
            let first = try await stage.startGuarded()
            let cookie = try first.cookie(for: try TestTokens.make(.participant))
            #expect(try first.get("/api/orders", cookie).status == 200)
            #expect(try first.get("/metrics", cookie).code == "auth.forbidden")
            let socket = try first.socket([("Cookie", "other=1; \(cookie["Cookie"] ?? "")")])
            #expect(try socket.next().contains(#""role":"participant""#))
            await first.stop()
            // Another gateway, after a restart: the secret is in Redis.
            let second = try await stage.startGuarded("gateway-2")
            #expect(try second.get("/api/orders", cookie).status == 200)
            #expect(try second.get("/api/orders", ["Cookie": "dojo-session=forged"]).code == "auth.required")
            let gone = try second.request("DELETE", "/api/session")
            #expect(gone.status == 204)
            #expect(gone.headers["set-cookie"]?.contains("Max-Age=0") == true)
        }
    }

    @Test func idempotencyKeysBelongToTheSession() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            func place(_ headers: [String: String]) throws -> String? {
                let key = headers.merging(["Idempotency-Key": "k"]) { one, _ in one }
                return try gateway.request("POST", "/api/orders", .order(), key).json["id"]
            }
            let ann = ["Authorization": "Bearer \(try TestTokens.make(.participant))"]
            let bob = ["Authorization": "Bearer \(try TestTokens.make(.participant, subject: "bob"))"]
            let session = try gateway.cookie(for: try TestTokens.make(.participant))
            let ids = [try place(ann), try place(bob), try place(session)]
            #expect(Set(ids).count == 3)
            #expect([try place(ann), try place(bob), try place(session)] == ids)
        }
    }

    @Test func theInstructorSendsPeopleAwayFromEveryGateway() async throws {
        try await GatewayStage.run { stage in
            let one = try await stage.startGuarded("gateway-1")
            let two = try await stage.startGuarded("gateway-2")
            let instructor = ["Authorization": "Bearer \(try TestTokens.make(.instructor))"]
            func join(_ gateway: TestGateway, as name: String) throws -> TestWebSocket {
                let socket = try gateway.socket([("Authorization", "Bearer \(try TestTokens.make(.participant))")])
                _ = try socket.next(with: "welcome")
                try socket.send(#"{"type":"hello","id":"h","name":"\#(name)"}"#)
                _ = try socket.next(with: #""id":"h""#)
                return socket
            }
            let (here, there, other) = (try join(one, as: "Ann"), try join(two, as: "Ann"), try join(one, as: "Bob"))
            let answer = try one.request("POST", "/api/disconnect", #"{"name":"Ann"}"#, instructor)
            #expect(answer.text == #"{"disconnected":1}"#)
            for socket in [here, there] { _ = try socket.next(with: "closed 4004 sent away by the instructor") }
            try other.send(#"{"type":"ping","id":"p"}"#)
            _ = try other.next(with: #""id":"p""#)

            let client = try one.socket([("Authorization", "Bearer \(try TestTokens.make(.viewer))")])
            let session = try Value(json: Array(client.next().utf8))["session"] ?? ""
            let body = #"{"session":"\#(session)"}"#
            #expect(try one.request("POST", "/api/disconnect", body, instructor).text == #"{"disconnected":1}"#)
            #expect(try client.next() == "closed 4004 sent away by the instructor")
            for body in ["{}", #"{"name":""}"#, #"{"name":"a","session":"b"}"#, "x"] {
                #expect(try one.request("POST", "/api/disconnect", body, instructor).status == 400)
            }
        }
    }

    @Test func fromOneAddressComeOnlySoMany() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.access.addressLimit = 3 }
            // Until what asked whether it is ready has been seen to have left.
            func open() async throws -> TestWebSocket {
                let deadline = ContinuousClock.now + .seconds(20)
                while ContinuousClock.now < deadline {
                    if let socket = try? gateway.socket(), socket.response.status == 101 { return socket }
                    try await Task.sleep(for: .milliseconds(10))
                }
                return try gateway.socket()
            }
            let (first, second, third) = (try await open(), try await open(), try await open())
            #expect(throws: TestClientError.self) { try gateway.socket() }
            first.client.close()
            try await waitUntil("there is room again") { (try? gateway.socket())?.response.status == 101 }
            withExtendedLifetime([second, third]) {}
        }
    }

    @Test func behindATrustedProxyTheClientsAddressCounts() async throws {
        try await GatewayStage.run { stage in
            let range = try #require(AddressRange("127.0.0.0/8"))
            let gateway = try await stage.start {
                $0.access.addressLimit = 2
                $0.access.proxies = TrustedProxies([range])
            }
            var open: [TestWebSocket] = []
            for client in ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2"] {
                open.append(try gateway.socket([("X-Forwarded-For", client)]))
                #expect(try open.last?.next().contains("welcome") == true)
            }
            let many = try gateway.socket([("X-Forwarded-For", "203.0.113.9, 192.0.2.1")])
            #expect(try many.next() == "closed 4103 too many connections")
            open[0].client.close()
            try await waitUntil("there is room again") {
                try gateway.socket([("X-Forwarded-For", "192.0.2.1")]).next().contains("welcome")
            }
        }
    }
}
