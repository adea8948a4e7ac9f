import Foundation
import State
import TestSupport
import Testing

@Suite("Chaos and drills", .timeLimit(.minutes(4)))
struct GatewayDirectorTests {
    @Test func theScheduleOfASeedIsToldBeforeIt() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let plan = try gateway.get("/api/lab/chaos?seed=7&everySeconds=20&count=5").json.list("steps")
            #expect(plan.count == 5 && plan.map { $0.int("number") } == [0, 1, 2, 3, 4])
            let again = try gateway.get("/api/lab/chaos?seed=7&everySeconds=20&count=5")
            #expect(try gateway.get("/api/lab/chaos?seed=7&everySeconds=20&count=5").text == again.text)
            #expect(try gateway.get("/api/lab/chaos?count=0").code == "input.invalid")
            #expect(try gateway.request("POST", "/api/lab/chaos", #"{"everySeconds":1}"#).code == "input.invalid")
        }
    }

    /// No `dojo up` sees to it here: what has to do with processes is passed over, settings are changed and changed back.
    @Test func chaosBreaksOneThingAfterAnotherAndMendsIt() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try await stage.start("gateway-2")
            let begun = try gateway.request("POST", "/api/lab/chaos", #"{"seed":1,"everySeconds":5}"#)
            #expect(begun.status == 200 && begun.json.object("chaos").int("seed") == 1)
            #expect(try other.request("POST", "/api/lab/chaos", #"{"seed":2}"#).code == "lab.busy")
            #expect(try other.request("POST", "/api/drills", #"{"seed":2}"#).code == "lab.busy")
            try await stage.dojo.expectSoon("some steps were done", timeout: .seconds(90)) {
                (try gateway.get("/api/system").json.object("chaos").int("done") ?? 0) >= 3
            }
            #expect(try other.request("DELETE", "/api/lab/chaos").status == 200)
            let plan = try gateway.get("/api/lab/chaos?seed=1&everySeconds=5&count=20").json.list("steps")
            let entries = try gateway.get("/api/lab/log").json.list("entries").filter { $0["by"] == "chaos" }
            #expect(entries.first?["action"] == "begin" && entries.contains { $0["action"] == "end" })
            let steps = entries.filter { $0["detail"]?.hasPrefix("step ") == true }
            #expect(steps.count >= 3)
            for (number, step) in steps.enumerated() {
                let planned = plan[number]
                #expect(step["detail"]?.hasPrefix("step \(number)") == true, "each once, in order: \(entries)")
                #expect(step["target"] == planned["target"])
                #expect([planned["action"], "skip"].contains(step["action"]))
            }
            try await stage.dojo.expectSoon("everything is mended") {
                let isEmpty = try await stage.dojo.command(["HLEN", "lab:undo"]).int == 0
                let settings = try gateway.get("/api/settings").text
                return try isEmpty && settings == other.get("/api/settings").text
                    && settings.contains(#""failRate":0.3"#)
            }
            let system = try gateway.get("/api/system").json
            #expect(system.isNull("chaos"))
        }
    }

    @Test func aDrillIsFoundAndMended() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let other = try await stage.start("gateway-2")
            #expect(try gateway.get("/api/drills/current").text == #"{"drill":null}"#)
            let choices = try gateway.get("/api/drills").json
            #expect((choices.int("count") ?? 0) >= 8)

            let begun = try gateway.request("POST", "/api/drills", #"{"seed":3}"#)
            #expect(begun.status == 200, "\(begun.text)")
            let drill = begun.json.object("drill")
            #expect(drill["state"] == "running" && drill.isNull("debrief") && drill.int("seed") == 3)
            #expect(try other.request("POST", "/api/drills", #"{"seed":4}"#).code == "lab.busy")
            #expect(
                try gateway.get("/api/lab/log").json.list("entries").map { $0["action"] } == ["begin"],
                "it is injected unseen")

            // Somebody names everything there is, at one gateway and the other.
            var right = 0
            for fault in choices.list("faults").compactMap({ $0["id"] }) {
                for place in choices.list("places").compactMap({ $0["id"] }) where right == 0 {
                    let guess = try other.request(
                        "POST", "/api/drills/current/guesses", #"{"fault":"\#(fault)","place":"\#(place)"}"#)
                    #expect(guess.status == 200, "\(guess.text)")
                    if guess.json.flag("right") == true { right += 1 }
                }
            }
            #expect(right == 1)
            let found = try gateway.get("/api/drills/current").json.object("drill")
            #expect(found.int("foundAt") != nil && found.isNull("repairedAt") && found.isNull("debrief"))
            #expect(
                try gateway.request("POST", "/api/drills/current/guesses", #"{"fault":"x","place":"fraud"}"#).code
                    == "input.invalid")

            // It is not mended by itself.
            try await Task.sleep(for: .seconds(2))
            #expect(try gateway.get("/api/drills/current").json.object("drill").isNull("repairedAt"))
            // What an instructor can mend without a `dojo up`: all settings, and orders.
            _ = try gateway.request(
                "PATCH", "/api/settings",
                #"{"failRate":null,"fraudVelocity":null,"mode":null,"delayAnalytics":null,"delayNotification":null}"#)
            for order in try gateway.get("/api/orders").json.list("orders") where order["customerName"] == "Rush Hour" {
                _ = try gateway.request("DELETE", "/api/orders/\(order["id"] ?? "")")
            }
            try await stage.dojo.expectSoon("it is seen to be mended") {
                try other.get("/api/drills/current").json.object("drill")["state"] == "over"
            }
            let over = try gateway.get("/api/drills/current").json.object("drill")
            #expect(over.int("secondsToFind") != nil && over.int("secondsToRepair") != nil)
            #expect(over.object("debrief")["what"]?.isEmpty == false)
            #expect(try gateway.request("POST", "/api/drills", #"{"seed":3}"#).status == 200, "the next may begin")
            #expect(
                try gateway.request("POST", "/api/drills/current/reveal", "{}").json.object("drill").flag("revealed") == true)
            let told = try gateway.get("/api/drills/current").json.object("drill").object("debrief")
            #expect(told["id"] == over.object("debrief")["id"], "the same seed, the same fault")
            #expect(try gateway.request("DELETE", "/api/drills/current").text == #"{"drill":null}"#)
            try await stage.dojo.expectSoon("what it broke is mended") {
                try await stage.dojo.command(["HLEN", "lab:undo"]).int == 0
            }
            #expect(try gateway.request("POST", "/api/drills/current/reveal", "{}").code == "drill.none")
        }
    }

    @Test func anotherGatewayGoesOn() async throws {
        try await GatewayStage.run { stage in
            let first = try await stage.start()
            let second = try await stage.start("gateway-2")
            _ = try first.request("POST", "/api/lab/chaos", #"{"seed":5,"everySeconds":5}"#)
            await first.stop()
            try await stage.dojo.expectSoon("the other does the steps", timeout: .seconds(60)) {
                (try second.get("/api/system").json.object("chaos").int("done") ?? 0) >= 2
            }
            _ = try second.request("DELETE", "/api/lab/chaos")
        }
    }
}
