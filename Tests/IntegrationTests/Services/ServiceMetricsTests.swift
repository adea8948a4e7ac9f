import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

@Suite("What a service says of itself", .timeLimit(.minutes(3))) struct ServiceMetricsTests {
    /// The samples of its page, by name and labels.
    private static func samples(_ service: ServiceRuntime) async throws -> [String: Double] {
        let text = try await get("/metrics", of: service).text
        return Dictionary(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
                line.lastIndex(of: " ").flatMap { space in
                    Double(line[line.index(after: space)...]).map { (String(line[..<space]), $0) }
                }
            }, uniquingKeysWith: { $1 })
    }

    private static func get(_ path: String, of service: ServiceRuntime) async throws -> TestClient.Response {
        let port = try #require(await service.healthPort)
        return try TestClient(port: UInt16(port), patience: 30).request("GET", path)
    }

    @Test func whatItDoesIsCounted() async throws {
        try await onOwnThread {
            try await TestDojo.with { dojo in
                let service = try await dojo.start(.notification) { $0.settings.failRate = 1 }
                try await dojo.write([
                    ProducerRecord(topic: dojo.topics.orders, key: Array("k".utf8), value: Array("no JSON".utf8))
                ])
                for _ in 0..<4 { try await dojo.place() }
                try await dojo.expectSoon("four orders and a poison record are dead letters") {
                    dojo.witness.records(on: dojo.topics.deadLetters).count == 5
                }
                let (orders, letters) = (dojo.topics.orders, dojo.topics.deadLetters)
                // Each order comes three times: its event and two retries.
                let expected = [
                    "dojo_records_consumed_total{topic=\"\(orders)\"}": 13.0,
                    "dojo_records_produced_total{topic=\"\(orders)\"}": 8,
                    "dojo_records_retried_total{topic=\"\(orders)\"}": 8,
                    "dojo_records_produced_total{topic=\"\(letters)\"}": 5,
                    "dojo_records_dead_lettered_total{topic=\"\(letters)\"}": 5,
                    "dojo_outcomes_total{outcome=\"DLQ\"}": 4,
                    "dojo_consumer_lag_records{partition=\"0\",topic=\"\(orders)\"}": 0,
                    "dojo_consumer_lag_records{partition=\"2\",topic=\"\(orders)\"}": 0,
                ]
                try await waitUntil("the page says so: \(expected)", timeout: .seconds(30)) {
                    let samples = try await Self.samples(service)
                    return expected.allSatisfy { samples[$0.key] == $0.value }
                        && samples["dojo_batch_handling_seconds_count"] ?? 0 >= 1
                }
            }
        }
    }

    @Test func whatIsTriedAgainIsCountedAsFailed() async throws {
        try await onOwnThread {
            try await TestDojo.with { dojo in
                let service = try await dojo.start(.notification) { $0.settings.failRate = 0 }
                #expect(try await Self.get("/ready", of: service).status == 200)
                dojo.redis.kill()
                try await dojo.place()
                let failed = "dojo_records_failed_total{topic=\"\(dojo.topics.orders)\"}"
                try await waitUntil("it says that it waits", timeout: .seconds(30)) {
                    guard try await Self.get("/ready", of: service).status == 503 else { return false }
                    return try await Self.samples(service)[failed] ?? 0 >= 1
                }
                #expect(try await Self.get("/health", of: service).status == 200)
                try await dojo.redis.start()
                try await dojo.expectSoon("the order is notified") { dojo.audit("NOTIFIED").count == 1 }
                try await waitUntil("it is ready again") {
                    try await Self.get("/ready", of: service).status == 200
                }
            }
        }
    }
}
