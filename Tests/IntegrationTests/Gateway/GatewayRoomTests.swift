import Access
import Foundation
import Gateway
import State
import TestSupport
import Testing

@Suite("The room", .timeLimit(.minutes(3)))
struct GatewayRoomTests {
    private static func bearer(_ role: Role) throws -> [String: String] {
        ["Authorization": "Bearer \(try TestTokens.make(role))"]
    }

    @Test func whoIsHereAndWhoHasOrdered() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try await stage.start("gateway-2")
            let (ann, bob) = (try gateway.connect(), try other.connect())
            try ann.say(#"{"type":"hello","name":"Ann"}"#)
            try bob.say(#"{"type":"hello","name":"Bob"}"#)
            for _ in 0..<2 { try ann.say(#"{"type":"command","name":"order.create","data":\#(String.order("Ann"))}"#) }
            try gateway.place("by hand")
            try await stage.dojo.expectSoon("both gateways tell of everybody") {
                try [gateway, other].allSatisfy { gateway in
                    let people = try gateway.get("/api/room").json.list("people")
                    return people.map { "\($0["label"] ?? "") \($0.int("orders") ?? -1) \($0.flag("here") ?? false)" }
                        == ["Ann 2 true", "Bob 0 true", "somebody 1 false"]
                }
            }
            ann.close()
            try await stage.dojo.expectSoon("who has left and has ordered is told of") {
                let room = try gateway.get("/api/room").json
                return room.int("count") == 1
                    && room.list("people").contains { $0["label"] == "Ann" && $0.flag("here") == false }
            }
        }
    }

    @Test func whatIsHiddenIsToldAtOnce() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try await stage.start("gateway-2")
            let client = try other.connect()
            try client.say(#"{"type":"hello","name":"Bad Name"}"#)
            func hear() throws -> Value {
                while true {
                    let message = try client.hear()
                    if message.type == "room" { return message.json.object("data") }
                }
            }
            let hidden = try gateway.request(
                "PUT", "/api/room/hidden", #"{"kind":"name","id":"BAD name","hidden":true}"#)
            #expect(hidden.status == 200 && hidden.json.object("hidden").texts("names") == ["BAD name"])
            #expect(try hear().object("hidden").texts("names") == ["BAD name"])
            try await stage.dojo.expectSoon("they are marked") {
                try gateway.get("/api/room").json.list("people").contains {
                    $0["name"] == "Bad Name" && $0.flag("hidden") == true
                }
            }
            let order = try gateway.place()["id"] ?? ""
            _ = try gateway.request("PUT", "/api/room/hidden", #"{"kind":"order","id":"\#(order)","hidden":true}"#)
            #expect(try hear().object("hidden").texts("orders") == [order])

            let late = try gateway.connect()
            try late.say(#"{"type":"hello","name":"Late"}"#)
            _ = try late.hear("result")
            #expect(try late.hear("room").json.object("data").object("hidden").texts("orders") == [order])

            _ = try gateway.request("PUT", "/api/room/hidden", #"{"kind":"name","id":"bad name","hidden":false}"#)
            #expect(try hear().object("hidden").texts("names") == [])
            let bodies = [
                #"{"kind":"face","id":"x","hidden":true}"#, #"{"kind":"name","id":"","hidden":true}"#,
                #"{"kind":"name","id":"x"}"#,
                #"{"kind":"name","id":"\#(String(repeating: "x", count: 101))","hidden":true}"#,
            ]
            for body in bodies {
                #expect(try gateway.request("PUT", "/api/room/hidden", body).code == "input.invalid")
            }
        }
    }

    @Test func orderingIsPausedForParticipantsOnly() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let (instructor, participant) = (try Self.bearer(.instructor), try Self.bearer(.participant))
            let body = #"{"state":"paused"}"#
            #expect(try gateway.request("PUT", "/api/room/ordering", body, participant).status == 403)
            #expect(try gateway.request("PUT", "/api/room/ordering", body, instructor).json["ordering"] == "paused")
            try await stage.dojo.expectSoon("participants are refused") {
                try gateway.request("POST", "/api/orders", .order(), participant).code == "ordering.paused"
            }
            let refused = try gateway.request("POST", "/api/orders", .order(), participant)
            #expect(refused.status == 409)
            let order = try gateway.request("POST", "/api/orders", .order(), instructor)
            #expect(order.status == 201)
            let path = "/api/orders/\(order.json["id"] ?? "")"
            #expect(try gateway.request("PUT", path, .order("Bob"), participant).code == "ordering.paused")
            #expect(try gateway.request("DELETE", path, nil, participant).code == "ordering.paused")
            #expect(try gateway.request("GET", "/api/room", nil, participant).json["ordering"] == "paused")
            _ = try gateway.request("PUT", "/api/room/ordering", #"{"state":"open"}"#, instructor)
            try await stage.dojo.expectSoon("it goes on") {
                try gateway.request("POST", "/api/orders", .order(), participant).status == 201
            }
            let shut = try gateway.request("PUT", "/api/room/ordering", #"{"state":"shut"}"#, instructor)
            #expect(shut.code == "input.invalid")
        }
    }

    @Test func theCodeIsForInstructorsToShow() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let (instructor, participant) = (try Self.bearer(.instructor), try Self.bearer(.participant))
            #expect(try gateway.request("GET", "/api/room/join.svg", nil, participant).status == 403)
            #expect(try gateway.request("GET", "/api/room/join.svg").status == 401)
            let picture = try gateway.request("GET", "/api/room/join.svg", nil, instructor)
            #expect(picture.status == 200 && picture.headers["content-type"] == "image/svg+xml; charset=utf-8")
            #expect(picture.text.hasPrefix("<svg") && !picture.text.contains("token"))
            let join = try gateway.request("GET", "/api/room", nil, instructor).json.object("join")
            let link = join["link"] ?? ""
            #expect(link.hasPrefix("\(join["url"] ?? "")#token="))
            let token = String(link.split(separator: "=").last ?? "")
            let session = try gateway.request("POST", "/api/session", #"{"token":"\#(token)"}"#)
            #expect(session.status == 200 && session.json["role"] == "participant")
            let seen = try gateway.request("GET", "/api/room", nil, participant).json.object("join")
            #expect(seen.isNull("link") && seen["url"] == join["url"])
        }
    }
}
