import Foundation
import OrderEvents
import Services
import State
import SyncCalls
import Synchronization
import TestSupport
import Testing

@Suite("Orders without Kafka", .timeLimit(.minutes(3)))
struct GatewaySyncTests {
    /// A gateway and the three services that it calls, none of which takes its time.
    private static func run(
        _ body: @Sendable (GatewayStage, TestGateway, [ServiceKind: ServiceRuntime], Lines) async throws -> Void
    ) async throws {
        try await GatewayStage.run { stage in
            let lines = Lines()
            var services: [ServiceKind: ServiceRuntime] = [:]
            for kind in [ServiceKind.notification, .analytics, .audit] {
                services[kind] = try await stage.dojo.start(kind, output: { lines.add($0) })
            }
            let gateway = try await stage.start()
            try await stage.dojo.set(.failRate, to: "0")
            try await stage.dojo.set(.workTime, to: "20")
            try await stage.dojo.set(.mode, to: "sync")
            // Everybody hears of it within moments.
            try await stage.dojo.expectSoon("the gateway calls") {
                let answer = try gateway.request("POST", "/api/orders", .order("Probe"))
                return answer.status == 201 && !answer.json.list("sync").isEmpty
            }
            try await body(stage, gateway, services, lines)
        }
    }

    @Test func allAreCalledBeforeTheOrderIsStored() async throws {
        try await Self.run { stage, gateway, services, lines in
            let answer = try gateway.request("POST", "/api/orders", .order("Ann"))
            #expect(answer.status == 201)
            let calls = answer.json.list("sync")
            #expect(calls.map { $0["service"] } == ["notification", "analytics", "audit"])
            #expect(calls.map { $0["instance"] } == ["notification-1", "analytics-1", "audit-1"])
            #expect(calls[0].int("attempts") == 1 && calls[0].list("calls").count == 1)
            for call in calls {
                let within = call.list("calls").map { $0.int("ms") ?? 0 }.reduce(0, +)
                #expect((call.int("ms") ?? 0) >= within + 20, "who calls waits for who is called: \(answer.text)")
            }
            #expect(answer.headers["server-timing"]?.hasPrefix("notification;dur=") == true)

            let id = answer.json["id"] ?? ""
            #expect(try gateway.get("/api/orders/\(id)").status == 200)
            #expect(try !gateway.get("/api/orders/\(id)").text.contains("sync"), "the order itself is as ever")
            let told = lines.all.filter { $0["orderId"] == id }.map { "\($0["source"] ?? "") \($0["action"] ?? "")" }
            #expect(
                told == [
                    "notification-service NOTIFIED", "analytics STREAM_STATS", "order-service created",
                ])

            // Kafka gets the events, marked, and nobody acts on them.
            try await stage.dojo.expectSoon("the events are there") {
                stage.dojo.witness.records(on: stage.dojo.topics.orders).of(order: id).count == 1
                    && stage.dojo.witness.records(on: stage.dojo.topics.audit).of(order: id).count == 1
            }
            for topic in [stage.dojo.topics.orders, stage.dojo.topics.audit] {
                #expect(stage.dojo.witness.records(on: topic).of(order: id).first?.header("sync") == "true")
            }
            let port = await services[.notification]?.healthPort ?? 0
            try await stage.dojo.expectSoon("notification has passed it over") {
                let page = try TestClient(port: UInt16(port)).request("GET", "/metrics").text
                return page.contains(#"dojo_records_passed_over_total{reason="sync","#)
            }
            #expect(stage.dojo.audit("NOTIFIED", "RETRY", "DLQ").of(order: id).isEmpty)
        }
    }

    @Test func aChangeAndADeletionGoTheSameWay() async throws {
        try await Self.run { _, gateway, _, _ in
            let client = try gateway.connect()
            let created = try client.command("order.create", .order("Ann")).json.object("data")
            let (id, version) = (created["id"] ?? "", created.int("version") ?? 0)
            #expect(created.list("sync").count == 3)
            let changed = try gateway.request(
                "PUT", "/api/orders/\(id)", .order("Ann", quantity: 2), ["If-Match": "\"\(version)\""])
            #expect(changed.status == 200 && changed.json.list("sync").count == 3)
            let stale = try gateway.request("PUT", "/api/orders/\(id)", .order(), ["If-Match": "\"\(version)\""])
            #expect(stale.code == "order.version", "nobody is called for what cannot be")
            let deleted = try client.command("order.delete", #"{"id":"\#(id)"}"#).json.object("data")
            #expect(deleted["id"] == id && deleted.list("sync").count == 3)
            #expect(try gateway.request("DELETE", "/api/orders/\(id)").code == "order.unknown")
        }
    }

    @Test func aRepeatedRequestCallsNobodyAgain() async throws {
        try await Self.run { _, gateway, _, lines in
            let key = ["Idempotency-Key": "once"]
            let first = try gateway.request("POST", "/api/orders", .order("Ann"), key)
            let told = lines.all.count
            let second = try gateway.request("POST", "/api/orders", .order("Ann"), key)
            #expect(second.status == 201 && second.headers["idempotency-replayed"] == "true")
            #expect(second.json["id"] == first.json["id"] && second.json.list("sync").isEmpty)
            #expect(lines.all.count == told)
            #expect(try gateway.request("POST", "/api/orders", .order("Bob"), key).code == "idempotency.mismatch")
        }
    }

    @Test func notificationTriesAgainByItself() async throws {
        try await Self.run { stage, gateway, services, lines in
            try await stage.dojo.set(.failRate, to: "1")
            try await stage.dojo.expectSoon("it fails") {
                try gateway.request("POST", "/api/orders", .order("Probe")).status == 502
            }
            let before = try gateway.get("/api/orders").json.int("total")
            let told = lines.all.count
            let answer = try gateway.request("POST", "/api/orders", .order("Ann"))
            #expect(answer.status == 502 && answer.code == "sync.dependency")
            #expect(answer.json["detail"]?.contains("notification (notification-1) failed") == true)
            #expect(try gateway.get("/api/orders").json.int("total") == before, "nothing is stored")
            let attempts = lines.all.dropFirst(told).map { "\($0["source"] ?? "") \($0["action"] ?? "")" }
            #expect(attempts == ["RETRY", "RETRY", "DLQ"].map { "notification-service \($0)" })
        }
    }

    @Test(arguments: [ServiceKind.notification, .analytics, .audit])
    func withoutOneOfThemNothingIsStored(_ kind: ServiceKind) async throws {
        try await Self.run { stage, gateway, services, _ in
            let before = try gateway.get("/api/orders").json.int("total")
            await stage.dojo.stop(try #require(services[kind]))
            let answer = try gateway.request("POST", "/api/orders", .order("Ann"))
            #expect(answer.status == 502 && answer.code == "sync.dependency")
            #expect(answer.json["detail"]?.contains("\(kind.rawValue) has no live instance") == true, "\(answer.text)")
            #expect(try gateway.get("/api/orders").json.int("total") == before)

            try await stage.dojo.set(.mode, to: "kafka")
            try await stage.dojo.expectSoon("the same order is taken with Kafka") {
                let answer = try gateway.request("POST", "/api/orders", .order("Ann"))
                return answer.status == 201 && answer.json.list("sync").isEmpty
            }
        }
    }

    @Test func whoDoesNotKnowTheSecretIsRefused() async throws {
        try await Self.run { stage, gateway, services, _ in
            for (kind, path) in [(ServiceKind.notification, "/notify"), (.analytics, "/stats"), (.audit, "/audit")] {
                let port = UInt16(await services[kind]?.healthPort ?? 0)
                func post(_ headers: [(String, String)]) throws -> TestClient.Response {
                    try TestClient(port: port).request("POST", path, headers: headers, body: "{}")
                }
                let refused = try post([])
                #expect(refused.status == 401 && refused.headers["www-authenticate"] == "Bearer")
                #expect(try post([("Authorization", "Bearer wrong")]).status == 401)
                let secret = try await stage.dojo.command(["GET", "gateway:secret"]).text ?? ""
                #expect(try post([("Authorization", "Bearer \(secret)")]).status == 400, "what is asked makes no sense")
                #expect(try TestClient(port: port).request("GET", path).status == 405)
            }
            // A gateway that was given another one is told.
            let other = try await stage.start("gateway-2") { $0.access.secret = String(repeating: "x", count: 32) }
            try await stage.dojo.expectSoon("the other gateway calls") {
                let answer = try other.request("POST", "/api/orders", .order("Ann"))
                return answer.status == 502 && answer.json["detail"]?.contains("shared secret") == true
            }
        }
    }

    @Test func whoDoesNotAnswerIsWaitedForTwoSeconds() async throws {
        try await Self.run { stage, gateway, _, _ in
            try await stage.dojo.set(.workTime, to: "6000")
            try await stage.dojo.expectSoon("it takes too long") {
                let start = ContinuousClock.now
                let answer = try gateway.request("POST", "/api/orders", .order("Ann"))
                let took = ContinuousClock.now - start
                return answer.status == 502 && took >= .seconds(2) && took < .seconds(6)
                    && answer.json["detail"]?.contains("did not answer within 2 s") == true
            }
        }
    }
}

/// What the audit service wrote.
final class Lines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])

    func add(_ line: [UInt8]) { lines.withLock { $0.append(line) } }

    var all: [Value] { lines.withLock { $0 }.map { Value(json: $0) } }
}
