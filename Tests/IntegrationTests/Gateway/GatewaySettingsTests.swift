import TestSupport
import Testing

@Suite("Settings over the gateway", .timeLimit(.minutes(3)))
struct GatewaySettingsTests {
    @Test func bothWaysSayAndDoTheSame() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start { $0.settings.failRate = 0.4 }
            let client = try gateway.connect()
            #expect(try gateway.get("/api/settings").json.double("failRate") == 0.4)
            let set = try gateway.request("PATCH", "/api/settings", #"{"failRate":1,"fraudVelocity":7}"#)
            #expect(set.status == 200)
            #expect(set.json.double("failRate") == 1)
            #expect(set.json.int("fraudVelocity") == 7)
            let told = try client.command("settings.set", #"{"failRate":null,"fraudWindow":30}"#).json.object("data")
            #expect(told.double("failRate") == 0.4)
            #expect(told.int("fraudVelocity") == 7)
            #expect(told.int("fraudWindow") == 30)
            try await waitUntil("the gateway knows") {
                try gateway.get("/api/settings").json.int("fraudWindow") == 30
            }
            #expect(
                try client.command("settings.get", "{}").text
                    == #"{"type":"result","id":"c","data":\#(try gateway.get("/api/settings").text)}"#)
        }
    }

    @Test func whatMakesNoSenseChangesNothing() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            for (body, code, words) in [
                (#"{"failRate":0.9,"fraudBurst":-1}"#, "settings.invalid", "fraudBurst is a whole number"),
                (#"{"failRate":"2"}"#, "settings.invalid", "failRate is a number from 0 to 1"),
                (#"{"colour":"red"}"#, "settings.invalid", "there is no setting colour; there are failRate,"),
                ("{}", "settings.invalid", "name at least one of"), ("[]", "json.malformed", "one JSON object"),
                ("{", "json.malformed", "one JSON object"),
            ] {
                let refused = try gateway.request("PATCH", "/api/settings", body)
                #expect(refused.status == 400)
                #expect(refused.code == code)
                #expect((refused.json["detail"] ?? "").contains(words))
            }
            #expect(try gateway.get("/api/settings").json.double("failRate") == 0.3)
            let wrong = try gateway.request("POST", "/api/settings", "{}")
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "GET, HEAD, PATCH")
        }
    }

    @Test func onlyTheInstructorChangesThem() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startGuarded()
            let bearer = ["Authorization": "Bearer \(try TestTokens.make(.participant))"]
            #expect(try gateway.get("/api/settings").status == 401)
            #expect(try gateway.get("/api/settings", bearer).status == 200)
            let refused = try gateway.request("PATCH", "/api/settings", #"{"failRate":0}"#, bearer)
            #expect(refused.status == 403)
            let socket = try gateway.socket(bearer.map { ($0.key, $0.value) })
            _ = try socket.next(with: "welcome")
            try socket.send(#"{"type":"command","id":"c","name":"settings.set","data":{"failRate":0}}"#)
            #expect(try socket.next(with: #""id":"c""#).contains("takes the role instructor"))
            try socket.send(#"{"type":"command","id":"d","name":"settings.get"}"#)
            #expect(try socket.next(with: #""id":"d""#).contains(#""failRate":0.3"#))
        }
    }
}
