import State
import TestSupport
import Testing

@Suite("How the system is doing", .timeLimit(.minutes(3)))
struct GatewaySystemTests {
    @Test func instancesAndGatewaysAreInOneDocument() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try await stage.dojo.start(.fraud, id: "fraud-1")
            try await stage.dojo.start(.audit, id: "audit-2")
            _ = try gateway.place()
            try await waitUntil("fraud has handled the order", timeout: .seconds(30)) {
                let system = try gateway.get("/api/system").json
                return system.list("instances").contains { $0["id"] == "fraud-1" && $0.int("handled") ?? 0 > 0 }
            }
            let system = try gateway.get("/api/system").json
            #expect(system["gateway"] == "gateway-1")
            #expect(system.flag("managed") == false)
            #expect(system.object("broker")["kind"] == "embedded")
            #expect(system.object("broker")["state"] == "up")
            #expect(system.object("broker").flag("reachable") == true)
            #expect(system.object("redis").flag("reachable") == true)
            #expect(system.object("redis").int("memoryBytes") ?? 0 > 100_000)
            #expect(system.object("settings").double("failRate") == 0.3)
            #expect(system.list("services").map { $0["name"] } == ["notification", "fraud", "analytics", "audit"])
            #expect(system.list("services").map { $0["group"] }[1] == stage.dojo.groups.fraud)
            let instances = system.list("instances")
            #expect(instances.map { $0["id"] } == ["fraud-1", "audit-2"])
            let fraud = try #require(instances.first)
            #expect(fraud["service"] == "fraud")
            #expect(fraud["state"] == "running")
            #expect(fraud["desired"] == nil)
            #expect(fraud.list("partitions").count == 3)
            #expect(fraud.int("memoryBytes") ?? 0 > 1_000_000)
            #expect(fraud.double("perSecond") ?? 0 > 0)
            #expect(fraud.double("p99Ms") ?? 0 > 0)
            #expect(fraud.int("startedAt") ?? 0 > 1_700_000_000_000)
            try await waitUntil("the gateway has told of itself", timeout: .seconds(10)) {
                let gateways = try gateway.get("/api/system").json.list("gateways")
                return gateways.map { $0["id"] } == ["gateway-1"] && gateways[0].flag("ready") == true
            }
        }
    }

    @Test func whoIsOneTooManyIsToldWhy() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try await stage.dojo.start(.audit, id: "audit-1")
            try await stage.dojo.start(.audit, id: "audit-2")
            try await waitUntil("one of two has nothing to do", timeout: .seconds(60)) {
                let audit = try gateway.get("/api/system").json.list("instances")
                return audit.count == 2 && audit.map { $0.list("partitions").count }.sorted() == [0, 1]
                    && audit.filter { $0["idle"] == "There are more instances than partitions." }.count == 1
            }
        }
    }

    @Test func whoWatchesReadinessIsToldOfItsChanges() async throws {
        try await GatewayStage.run { stage in
            guard let cluster = stage.dojo.broker.cluster else { return }
            let gateway = try await stage.start()
            let client = try gateway.connect()
            func hears(_ isMeant: (Value) -> Bool) throws {
                while true {
                    let message = try client.hear()
                    if message.type == "readiness", isMeant(message.json.object("data")) { return }
                }
            }
            try client.say(#"{"type":"command","id":"w","name":"readiness.watch","data":{"on":true}}"#)
            try hears { $0["instance"] == "gateway-1" && $0.flag("ready") == true }
            try cluster.down()
            try hears { $0.flag("ready") == false && $0.object("troubles")["kafka"] != nil }
            try cluster.up()
            try hears { $0.flag("ready") == true && $0.object("troubles")["kafka"] == nil }
            try client.say(#"{"type":"command","id":"x","name":"readiness.watch","data":{"on":false}}"#)
            while try client.hear().json["id"] != "x" {}
            try client.say(#"{"type":"command","id":"y","name":"readiness.watch","data":{}}"#)
            #expect(try client.hear("error").json["code"] == "input.invalid")
        }
    }

    @Test func whoWatchesIsToldOfChanges() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            try client.say(#"{"type":"command","id":"w","name":"system.watch","data":{"on":true}}"#)
            // The answer and what is watched come in any order.
            var heard = Set<String>()
            while heard.count < 2 {
                let message = try client.hear()
                heard.insert(message.type)
                if message.type == "system" { #expect(message.json.object("data")["gateway"] == "gateway-1") }
            }
            #expect(heard == ["result", "system"])
            _ = try gateway.request("PATCH", "/api/settings", #"{"failRate":0.75}"#)
            // The log of the lab tells of it, too.
            while try client.hear().json.object("data").object("settings").double("failRate") != 0.75 {}
            try client.say(#"{"type":"command","id":"x","name":"system.watch","data":{"on":false}}"#)
            while try client.hear().json["id"] != "x" {}
            _ = try gateway.request("PATCH", "/api/settings", #"{"failRate":0.25}"#)
            try client.say(#"{"type":"command","id":"y","name":"system.watch","data":{}}"#)
            #expect(try client.hear("error").json["code"] == "input.invalid")
        }
    }
}
