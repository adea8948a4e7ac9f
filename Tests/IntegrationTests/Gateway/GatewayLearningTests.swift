import TestSupport
import Testing

@Suite("What the room has seen of the workshop", .timeLimit(.minutes(3)))
struct GatewayLearningTests {
    @Test func everyGatewayTellsOfIt() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try await stage.start("gateway-2")
            let begun = try gateway.get("/api/learning").json
            #expect((begun.int("since") ?? 0) > 0 && begun.object("seen").names.isEmpty)
            let client = try other.connect()
            try client.say(#"{"type":"command","id":"w","name":"system.watch","data":{"on":true}}"#)

            let seen = try gateway.request("PUT", "/api/learning/retry")
            #expect(seen.status == 200 && seen.json.object("seen").int("retry") != nil)
            while try client.hear().json.object("data").object("learning").object("seen").int("retry") == nil {}
            #expect(try other.get("/api/learning").text == seen.text)
            #expect(try other.get("/api/system").text.contains(#""learning":\#(seen.text)"#))
            #expect(try gateway.get("/api/lab/log").json.list("entries").isEmpty, "to see something is no act")

            // One that comes later, as after a restart, knows it, too.
            await gateway.stop()
            await other.stop()
            let third = try await stage.start("gateway-3")
            #expect(try third.get("/api/learning").text == seen.text)

            let anew = try third.request("DELETE", "/api/learning")
            #expect(anew.status == 200 && anew.json.object("seen").names.isEmpty)
            #expect((anew.json.int("since") ?? 0) > (begun.int("since") ?? 0))
            #expect(try third.get("/api/lab/log").json.list("entries").map { $0["target"] } == ["Learn"])
        }
    }

    @Test func whatIsNoneIsRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            for name in ["since", "pizza", "Retry", "%20", String(repeating: "x", count: 5_000)] {
                let refused = try gateway.request("PUT", "/api/learning/\(name)")
                #expect(refused.status == 400 && refused.code == "input.invalid")
                #expect(refused.json["detail"]?.hasPrefix("check must be one of record, samePartition, ") == true)
            }
            let client = try gateway.connect()
            for data in ["{}", #"{"check":7}"#, #"{"check":["retry"]}"#] {
                #expect(try client.command("learning.see", data).json["code"] == "input.invalid")
            }
            #expect(try gateway.get("/api/learning").json.object("seen").names.isEmpty)
        }
    }

    @Test func onlyWhoMayInstructTellsOfIt() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            func bearer(_ token: String) -> [String: String] { ["Authorization": "Bearer \(token)"] }
            let (participant, instructor) = (
                bearer(try TestTokens.make(.participant)), bearer(try TestTokens.make(.instructor))
            )
            #expect(try gateway.request("PUT", "/api/learning/retry", nil, participant).status == 403)
            #expect(try gateway.request("DELETE", "/api/learning", nil, participant).status == 403)
            #expect(try gateway.request("PUT", "/api/learning/retry", nil, instructor).status == 200)
            #expect(try gateway.get("/api/learning", participant).json.object("seen").int("retry") != nil)
        }
    }

    /// A room that sees "Without Kafka: the times add up" ticked off would know what the drill is.
    @Test func aDrillIsNotGivenAway() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            #expect(try gateway.request("POST", "/api/drills", #"{"seed":3}"#).status == 200)
            let told = try gateway.request("PUT", "/api/learning/times")
            #expect(told.status == 200 && told.json.object("seen").names.isEmpty)
            #expect(try gateway.get("/api/system").json.object("learning").object("seen").names.isEmpty)
            #expect(try gateway.request("POST", "/api/drills/current/reveal", "{}").status == 200)
            #expect(try gateway.request("PUT", "/api/learning/times").json.object("seen").int("times") != nil)
        }
    }
}
