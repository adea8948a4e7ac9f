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
                #expect(log.map { $0["action"] } == ["scale", "kill", "restart", "freeze", "broker", "scale", "start"])
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
