import EventLoop
import Redis
import State
import TestSupport
import Testing

@Suite("The lab over the gateway", .timeLimit(.minutes(3)))
struct GatewayLabTests {
    @Test(arguments: [
        ("PUT", "/api/lab/services/fraud", #"{"count":3}"#, "docker compose up -d --no-recreate --scale fraud=3"),
        ("POST", "/api/lab/instances/fraud-3f9c2a1b4d5e-7/kill", "{}", "docker kill 3f9c2a1b4d5e"),
        ("POST", "/api/lab/instances/fraud-1/freeze", "{}", "docker pause <container of fraud-1>"),
        ("GET", "/api/lab/instances/fraud-3f9c2a1b4d5e-7/output", "", "docker logs --tail 100 3f9c2a1b4d5e"),
        ("PUT", "/api/lab/broker", #"{"state":"down"}"#, "docker compose pause kafka"),
    ])
    func withoutASupervisorTheAnswerIsTheCommandToRun(
        _ method: String, _ path: String, _ body: String, _ command: String
    ) async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let refused = try gateway.request(method, path, body.isEmpty ? nil : body)
            #expect(refused.status == 409)
            #expect(refused.code == "lab.unmanaged")
            #expect((refused.json["detail"] ?? "").hasSuffix("in containers: \(command)"))
        }
    }

    @Test func whatIsAskedForIsDesiredAndWrittenDown() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try await Self.withSupervisor(stage) { lab in
                func ask(_ method: String, _ path: String, _ body: String = "{}") throws -> Int {
                    try gateway.request(method, "/api/lab/\(path)", body).status
                }
                #expect(try ask("PUT", "services/fraud", #"{"count":4}"#) == 200)
                #expect(try ask("POST", "instances/fraud-1/kill") == 200)
                #expect(try ask("POST", "instances/fraud-1/restart") == 200)
                #expect(try ask("POST", "instances/fraud-2/freeze") == 200)
                #expect(try ask("PUT", "broker", #"{"state":"slow","delayMs":250}"#) == 200)
                var desired = try await lab.state()
                #expect(desired.counts == ["fraud": 4])
                #expect(desired.wishes == ["fraud-2": .frozen])
                #expect(desired.restarts == ["fraud-1": 1])
                #expect(desired.broker == .slow(milliseconds: 250))
                // fraud-2 goes, and with it what was said of it; fraud-3 has failed, so to start it is to start it anew.
                #expect(try ask("PUT", "services/fraud", #"{"count":1}"#) == 200)
                #expect(try ask("POST", "instances/fraud-3/start") == 200)
                desired = try await lab.state()
                #expect(desired.wishes.isEmpty)
                #expect(desired.restarts == ["fraud-1": 1, "fraud-3": 1])
                let log = try gateway.get("/api/lab/log").json.list("entries")
                #expect(log.map { $0["action"] } == ["scale", "kill", "restart", "freeze", "slow", "scale", "start"])
                #expect(log.map { $0["target"] }[1] == "fraud-1")
                #expect(log.allSatisfy { $0["by"] == "instructor" && $0.int("at") ?? 0 > 0 })
                let system = try gateway.get("/api/system").json
                #expect(system.flag("managed") == true)
                #expect(system.list("services").compactMap { $0.int("desired") } == [2, 1])
                let instances = system.list("instances")
                #expect(instances.map { $0["id"] } == ["notification-1", "fraud-1", "fraud-2", "fraud-3"])
                #expect(instances.map { $0["desired"] } == ["running", "running", "stopped", "stopped"])
                #expect(instances.map { $0["process"] } == ["ready", "ready", "stopped", "failed"])
                #expect(instances.allSatisfy { $0["state"] == "gone" })
                #expect(instances[1]["lastExit"] == "was ended by signal 9 (Killed)")
            }
        }
    }

    /// What is done over HTTP and over a WebSocket, and how the log tells of it.
    @Test func everythingThatChangesTheSystemIsInTheLog() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let client = try gateway.connect()
            var told = 0
            func expect(_ expected: String..., when what: String) throws {
                let new = try gateway.labLog().dropFirst(told)
                #expect(Array(new) == expected, "\(what)")
                told += new.count
            }
            func ask(_ method: String, _ path: String, _ body: String = "{}") throws {
                let answer = try gateway.request(method, path, body)
                #expect((200...204).contains(answer.status), "\(method) \(path): \(answer.text)")
            }
            func say(_ name: String, _ data: String) throws {
                let message = try client.command(name, data)
                #expect(message.type == "result", "\(name): \(message.text)")
            }

            try ask("PATCH", "/api/settings", #"{"failRate":1,"failMode":"drop"}"#)
            try expect(
                "instructor set failRate 0.3 → 1", "instructor set failMode dlq → drop", when: "settings over HTTP")
            try say("settings.set", #"{"failRate":null,"mode":"sync","delayFraud":700}"#)
            try expect(
                "instructor set failRate 1 → 0.3", "instructor set mode kafka → sync",
                "instructor set delayFraud 0 → 700", when: "settings over a WebSocket")
            try ask("PATCH", "/api/settings", #"{"failRate":0.3}"#)
            try expect("instructor set failRate stays 0.3", when: "a setting that is so already")
            #expect(try gateway.request("PATCH", "/api/settings", #"{"failRate":2}"#).status == 400)
            try ask("PUT", "/api/room/ordering", #"{"state":"paused"}"#)
            try say("room.pause", #"{"state":"open"}"#)
            try expect(
                "instructor set ordering open → paused", "instructor set ordering paused → open",
                when: "ordering, and not of what was refused")
            try ask("PUT", "/api/room/hidden", #"{"kind":"name","id":"Rude Name","hidden":true}"#)
            try say("room.hide", #"{"kind":"order","id":"0123456789","hidden":true}"#)
            try say("room.hide", #"{"kind":"name","id":"Rude Name","hidden":false}"#)
            try expect(
                "instructor hide a name", "instructor hide order 01234567", "instructor show a name",
                when: "what is hidden, without saying it")
            try ask("POST", "/api/lab/replay", #"{"group":"\#(stage.dojo.groups.fraud)","from":"beginning"}"#)
            try say("replay", #"{"group":"\#(stage.dojo.groups.fraud)","from":"2026-02-05T12:31:17Z"}"#)
            try expect(
                "instructor replay \(stage.dojo.groups.fraud) reads again from the beginning",
                "instructor replay \(stage.dojo.groups.fraud) reads again from 2026-02-05T12:31:17.000Z",
                when: "groups that read again")
            try ask("POST", "/api/topics/\(gateway.topics.orders)/records", #"{"value":{"by":"hand"}}"#)
            for _ in 0..<3 {
                try say("topics.produce", #"{"topic":"\#(gateway.topics.orders)","value":{"by":"hand"}}"#)
            }
            // The first by itself, what comes within a second of it together.
            let before = told
            try await stage.dojo.expectSoon("the log tells of all four") {
                try gateway.labLog().dropFirst(before).reduce(0) { $0 + Self.records(of: $1) } == 4
            }
            let written = try gateway.labLog().dropFirst(told)
            #expect(
                written.first?.hasPrefix(
                    "instructor produce \(gateway.topics.orders) a record by hand, at partition ") == true)
            told += written.count
            try ask("POST", "/api/dead-letters/discard", #"{"all":true}"#)
            try ask("POST", "/api/lab/chaos", #"{"seed":7,"everySeconds":600}"#)
            try say("chaos.stop", "{}")
            try say("chaos.stop", "{}")
            try expect(
                "chaos begin chaos every 600 s something breaks, seed 7", "chaos end chaos",
                when: "chaos, and neither of what was ended twice nor of no dead letters")
        }
    }

    /// How many records by hand an entry tells of: "3 more", or one.
    private static func records(of entry: String) -> Int {
        let words = entry.split(separator: " ")
        guard let more = words.firstIndex(of: "more") else { return 1 }
        return Int(words[more - 1]) ?? 1
    }

    /// Every entry that a drill leaves before it was found could be of any other one as well.
    @Test func theLogGivesNothingOfADrillAway() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            // One that is a setting which is told as it was: a seed is looked for that draws it.
            var isDrawn = false
            for seed in 0..<200 where !isDrawn {
                try await stage.dojo.expectSoon("a drill can begin") {
                    try gateway.request("POST", "/api/drills", #"{"seed":\#(seed)}"#).status == 200
                }
                isDrawn = try await stage.dojo.command(["HGET", "lab:drill", "fault"]).text == "notifications-fail"
                if !isDrawn { _ = try gateway.request("DELETE", "/api/drills/current") }
            }
            #expect(isDrawn)
            try await stage.dojo.expectSoon("it is injected") {
                try await stage.dojo.command(["HGET", "settings", "failRate"]).text == "1.0"
            }
            let begun = try gateway.labLog().lastIndex { $0.hasPrefix("drill begin") } ?? 0
            #expect(try gateway.labLog()[begun...] == ["drill begin a drill something is wrong now: find it"])
            _ = try gateway.request(
                "POST", "/api/drills/current/guesses", #"{"fault":"slow","place":"broker"}"#)
            _ = try gateway.request("PATCH", "/api/settings", #"{"failRate":0.2}"#)
            let told = try gateway.labLog()[(begun + 1)...]
            #expect(
                Array(told) == [
                    "drill guess The broker It takes far too long: no", "instructor set failRate 0.3 → 0.2",
                ], "as if it had never been 1")
            _ = try gateway.request(
                "POST", "/api/drills/current/guesses", #"{"fault":"failing","place":"notification"}"#)
            try await stage.dojo.expectSoon("it is over") {
                try gateway.get("/api/drills/current").json.object("drill")["state"] == "over"
            }
            _ = try gateway.request("DELETE", "/api/drills/current")
            #expect(
                Array(try gateway.labLog().suffix(2)) == [
                    "drill guess Notification Every attempt fails: right", "drill end the drill",
                ])
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try await Self.withSupervisor(stage) { _ in
                for (method, path, body, status, code) in [
                    ("PUT", "services/pizza", #"{"count":1}"#, 404, "service.unknown"),
                    ("PUT", "services/fraud", #"{"count":17}"#, 400, "input.invalid"),
                    ("PUT", "services/fraud", "{}", 400, "input.invalid"),
                    ("POST", "instances/fraud-9/kill", "{}", 404, "instance.unknown"),
                    ("POST", "instances/gateway-1/kill", "{}", 404, "instance.unknown"),
                    ("PUT", "broker", #"{"state":"sideways"}"#, 400, "input.invalid"),
                    ("PUT", "broker", #"{"state":"slow","delayMs":0}"#, 400, "input.invalid"),
                    ("GET", "instances/fraud-1/output", "", 503, "lab.unanswered"),
                ] {
                    let refused = try gateway.request(method, "/api/lab/\(path)", body.isEmpty ? nil : body)
                    #expect(refused.status == status)
                    #expect(refused.code == code)
                }
            }
        }
    }

    @Test func whoWatchesHearsWhatWasDone() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try await Self.withSupervisor(stage) { _ in
                let client = try gateway.connect()
                try client.say(#"{"type":"command","id":"w","name":"system.watch","data":{"on":true}}"#)
                for _ in 0..<3 { _ = try client.hear() }
                try client.say(#"{"type":"command","id":"k","name":"lab.kill","data":{"instance":"fraud-1"}}"#)
                var message = try client.hear()
                while message.type != "lab" { message = try client.hear() }
                #expect(message.json.list("entries").map { $0["action"] } == ["kill"])
            }
        }
    }

    /// Someone who says that they run processes, and carries nothing out.
    private static func withSupervisor(_ stage: GatewayStage, _ body: (Lab) async throws -> Void) async throws {
        let redis = RedisConnection(
            loop: stage.dojo.loop, options: try RedisOptions(url: stage.dojo.redis.url), name: "supervisor")
        let presence = try Presence(redis: redis, scripts: TestDojo.scripts)
        func part(_ name: String, _ service: String?, _ state: String) -> SupervisorReport.Part {
            SupervisorReport.Part(
                name: name, service: service, state: state, pid: state == "ready" ? 4711 : nil, restarts: 1,
                lastExit: "was ended by signal 9 (Killed)", startedAt: 1_770_297_077_406)
        }
        let report = SupervisorReport(
            broker: "embedded", brokerState: "up", counts: ["notification": 2, "fraud": 1],
            parts: [
                part("gateway-1", nil, "ready"), part("notification-1", "notification", "ready"),
                part("fraud-1", "fraud", "ready"), part("fraud-2", "fraud", "stopped"),
                part("fraud-3", "fraud", "failed"),
            ])
        let heartbeat = Presence.Heartbeat(id: "dojo-1", details: report.heartbeatDetails)
        try await presence.heartbeat(kind: SupervisorReport.presenceKind, [heartbeat])
        let telling = Task {
            while !Task.isCancelled {
                _ = try? await presence.heartbeat(kind: SupervisorReport.presenceKind, [heartbeat])
                try? await Task.sleep(for: .seconds(1))
            }
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(try Lab(redis: redis, scripts: TestDojo.scripts)))
        } catch {
            result = .failure(error)
        }
        telling.cancel()
        await telling.value
        await redis.close()
        try result.get()
    }
}

extension TestGateway {
    /// The log of the lab, oldest first: who, what, to what, and the rest.
    fileprivate func labLog() throws -> [String] {
        try get("/api/lab/log").json.list("entries").map { entry in
            ["by", "action", "target", "detail"].compactMap { entry[$0] }.filter { !$0.isEmpty }
                .joined(separator: " ")
        }
    }
}
