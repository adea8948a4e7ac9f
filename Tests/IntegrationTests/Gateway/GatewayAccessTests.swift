import Access
import Foundation
import TestSupport
import Testing

@Suite("Who gets into the gateway", .timeLimit(.minutes(3)))
struct GatewayAccessTests {
    @Test func onThisMachineEverybodyIsInstructor() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            #expect(try gateway.connect().welcome.json["role"] == "instructor")
            #expect(try gateway.get("/metrics").status == 200)
            #expect(try gateway.request("POST", "/api/session", #"{"token":"of another time"}"#).status == 200)
        }
    }

    @Test func otherHostsAndPagesOfOthersAreRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.access.origins = OriginRules(["https://app.example"])! }
            let own = "localhost:\(gateway.port)"
            for (method, path) in [("GET", "/api/orders"), ("POST", "/api/orders"), ("GET", "/metrics")] {
                let answer = try gateway.request(
                    host: "evil.example", method, path, method == "POST" ? .order() : nil)
                #expect(answer.status == 403)
                #expect(answer.code == "host.refused")
            }
            #expect(try gateway.request(host: "evil.example", "GET", "/health").status == 200)
            #expect(try gateway.request(host: own, "GET", "/api/orders").status == 200)
            #expect(try gateway.socket(host: "evil.example").response.status == 403)

            for origin in ["http://evil.example", "null", "http://localhost:1"] {
                let headers = ["Origin": origin]
                #expect(try gateway.request("POST", "/api/orders", .order(), headers).code == "origin.refused")
                #expect(try gateway.request("DELETE", "/api/orders/x", nil, headers).code == "origin.refused")
                #expect(try gateway.get("/api/orders", headers).headers["access-control-allow-origin"] == nil)
                #expect(try gateway.socket([("Origin", origin)]).response.status == 403)
            }
            #expect(try gateway.socket([("Origin", "http://localhost")]).response.status == 101)
            #expect(try gateway.socket([("Origin", "http://\(own)")], host: own).response.status == 101)
            #expect(try gateway.socket([("Origin", "https://app.example")]).response.status == 101)
        }
    }

    @Test func pagesThatAreAllowedMayReadTheAnswers() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.access.origins = OriginRules(["https://app.example"])! }
            let headers = ["Origin": "https://app.example"]
            let created = try gateway.request("POST", "/api/orders", .order(), headers)
            #expect(created.status == 201)
            #expect(created.headers["access-control-allow-origin"] == "https://app.example")
            #expect(created.headers["access-control-allow-credentials"] == nil)
            #expect(created.headers["vary"] == "Origin")
            let preflight = try gateway.request("OPTIONS", "/api/orders/x", nil, headers)
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-methods"]?.contains("PUT") == true)
            #expect(preflight.headers["access-control-allow-headers"]?.contains("Authorization") == true)
            #expect(try gateway.request("OPTIONS", "/events", nil, headers).status == 204)
            #expect(try gateway.request("OPTIONS", "/api/orders", nil, ["Origin": "https://b.example"]).status == 405)
        }
    }

    @Test func withoutATokenNobodyGetsInWhereOneIsAskedFor() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            for path in ["/api/orders", "/orders/x", "/events", "/metrics"] {
                let answer = try gateway.get(path)
                #expect(answer.status == 401)
                #expect(answer.code == "auth.required")
                #expect(answer.headers["www-authenticate"] == "Bearer")
            }
            #expect(try gateway.request("POST", "/api/orders", .order()).status == 401)
            #expect(try gateway.request("POST", "/api/disconnect", #"{"name":"a"}"#).status == 401)
            for path in ["/", "/health", "/ready"] { #expect(try gateway.get(path).status == 200) }
            // A token never counts in a query.
            let token = try TestTokens.make(.instructor)
            #expect(try gateway.get("/api/orders?token=\(token)&access_token=\(token)").status == 401)
        }
    }

    @Test(arguments: [Role.viewer, .participant, .instructor])
    func eachRoleDoesWhatItMay(_ role: Role) async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let headers = ["Authorization": "Bearer \(try TestTokens.make(role))"]
            let may = (order: role >= .participant, direct: role == .instructor)
            #expect(try gateway.get("/api/orders", headers).status == 200)
            let created = try gateway.request("POST", "/api/orders", .order(), headers)
            #expect(created.status == (may.order ? 201 : 403))
            if !may.order { #expect(created.code == "auth.forbidden") }
            #expect(try gateway.request("PUT", "/api/orders/x", .order(), headers).status == (may.order ? 404 : 403))
            #expect(try gateway.request("DELETE", "/api/orders/x", nil, headers).status == (may.order ? 404 : 403))
            #expect(try gateway.get("/metrics", headers).status == (may.direct ? 200 : 403))
            let disconnect = try gateway.request("POST", "/api/disconnect", #"{"name":"nobody"}"#, headers)
            #expect(disconnect.status == (may.direct ? 200 : 403))

            let socket = try gateway.socket([("Authorization", "Bearer \(try TestTokens.make(role))")])
            #expect(try socket.next().contains(#""role":"\#(role.rawValue)""#))
            try socket.send(#"{"type":"subscribe","id":"s","channels":["\#(gateway.topics.audit)"]}"#)
            #expect(try socket.next(with: #""id":"s""#).contains(#""type":"subscribed""#))
            try socket.send(#"{"type":"hello","id":"h","name":"Ann"}"#)
            #expect(try socket.next(with: #""id":"h""#).contains(may.order ? "result" : "auth.forbidden"))
            try socket.send(#"{"type":"command","id":"c","name":"order.create","data":\#(String.order())}"#)
            #expect(try socket.next(with: #""id":"c""#).contains(may.order ? "result" : "auth.forbidden"))
            try socket.send(#"{"type":"ping","id":"p"}"#)
            _ = try socket.next(with: #""id":"p""#)
        }
    }

    @Test func tokensThatAreNoGoodAreRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let other = try TestTokens.make(.instructor, secret: Array(repeating: 7, count: 32))
            for token in ["nonsense", "a.b.c", other] {
                let answer = try gateway.get("/api/orders", ["Authorization": "Bearer \(token)"])
                #expect(answer.status == 401)
                #expect(answer.code == "auth.invalid")
                let socket = try gateway.socket([("Authorization", "Bearer \(token)")])
                #expect(socket.response.status == 101)
                #expect(try socket.next() == "closed 4001 bad token")
            }
            let old = try TestTokens.make(.instructor, lasting: -1)
            #expect(try gateway.get("/api/orders", ["Authorization": "Bearer \(old)"]).code == "auth.expired")
            #expect(try gateway.socket([("Authorization", "Bearer \(old)")]).next() == "closed 4003 token expired")
            #expect(try gateway.get("/api/orders", ["Authorization": "Basic eDp5"]).status == 401)
            #expect(try gateway.request("POST", "/api/session", #"{"token":"\#(other)"}"#).status == 401)
            #expect(try gateway.request("POST", "/api/session", #"{"tocken":"x"}"#).status == 400)
        }
    }

    @Test func aMessageIsAWayInToo() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let socket = try gateway.socket()
            #expect(try socket.next().contains("auth.required"))
            try socket.send(#"{"type":"subscribe","id":"s","channels":["\#(gateway.topics.orders)"]}"#)
            #expect(try socket.next().contains(#""id":"s","code":"auth.required""#))
            try socket.send(#"{"type":"auth","id":"a","token":"\#(try TestTokens.make(.viewer))"}"#)
            #expect(try socket.next().contains(#""type":"welcome""#))
            #expect(try socket.next().contains(#""type":"result","id":"a","data":{"role":"viewer","expires":"#))
            // More rights for the same person, none for another.
            try socket.send(#"{"type":"auth","id":"b","token":"\#(try TestTokens.make(.participant))"}"#)
            #expect(try socket.next().contains(#""role":"participant""#))
            try socket.send(#"{"type":"auth","id":"c","token":"\#(try TestTokens.make(.viewer, subject: "bob"))"}"#)
            #expect(try socket.next().contains("auth.invalid"))
            try socket.send(#"{"type":"hello","id":"h","name":"Ann"}"#)
            #expect(try socket.next().contains(#""type":"result","id":"h""#))

            let wrong = try gateway.socket()
            try wrong.send(#"{"type":"auth","token":"nonsense"}"#)
            _ = try wrong.next(with: "auth.invalid")
            #expect(try wrong.next() == "closed 4001 bad token")
        }
    }

    @Test func aSubprotocolCarriesATokenOfAnyLength() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let short = try TestTokens.make(.participant)
            let long = try TestTokens.make(.instructor, subject: String(repeating: "a", count: 256))
            for list in ["dojo.v1, bearer.\(short)", "bearer.\(long),dojo.v1", "bearer.\(short)  ,  dojo.v1"] {
                let socket = try gateway.socket(subprotocol: list)
                #expect(socket.response.status == 101)
                #expect(socket.response.headers["sec-websocket-protocol"] == "dojo.v1")
                #expect(try socket.next().contains(#""type":"welcome""#))
            }
            #expect(try gateway.socket(subprotocol: "dojo.v1, bearer.x").next() == "closed 4001 bad token")
            #expect(try gateway.socket(subprotocol: "bearer.\(short)").response.status == 400)
            #expect(try gateway.socket(subprotocol: "other, bearer.\(short)").response.status == 400)
            let many = Array(repeating: "dojo.v1", count: 40).joined(separator: ",")
            #expect(try gateway.socket(subprotocol: many).response.status == 101)
        }
    }

    @Test func timeRunsOut() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded {
                $0.access.authDeadline = .seconds(1)
                $0.access.renewalDeadline = .seconds(2)
            }
            let silent = try gateway.socket()
            #expect(try silent.next().contains("auth.required"))
            #expect(try silent.next() == "closed 4002 no token came")

            let brief = try TestTokens.make(.viewer, lasting: 2)
            let (renewing, ending) = (
                try gateway.socket([("Authorization", "Bearer \(brief)")]),
                try gateway.socket([("Authorization", "Bearer \(brief)")])
            )
            _ = try renewing.next(with: "auth.expired")
            try renewing.send(#"{"type":"auth","id":"a","token":"\#(try TestTokens.make(.viewer))"}"#)
            _ = try renewing.next(with: #""id":"a""#)
            _ = try ending.next(with: "auth.expired")
            #expect(try ending.next() == "closed 4101 token expired")
            try renewing.send(#"{"type":"ping","id":"p"}"#)
            #expect(try renewing.next().contains(#""id":"p""#))
        }
    }
}
