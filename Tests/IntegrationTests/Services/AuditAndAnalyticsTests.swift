import Foundation
import Kafka
import OrderEvents
import Services
import Synchronization
import TestSupport
import Testing

@Suite("All services together", .timeLimit(.minutes(3))) struct AuditAndAnalyticsTests {
    /// What the audit service wrote.
    private final class Lines: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        func write(_ line: [UInt8]) { bytes.withLock { $0 += line } }

        var all: [[String: String]] {
            bytes.withLock { $0 }.split(separator: UInt8(ascii: "\n")).map {
                (try? JSONDecoder().decode([String: String].self, from: Data($0))) ?? [:]
            }
        }
    }

    private func startAll(_ dojo: TestDojo, _ lines: Lines, failRate: Double) async throws {
        try await withThrowingTaskGroup { group in
            for kind in ServiceKind.allCases {
                group.addTask { try await dojo.start(kind, { $0.settings.failRate = failRate }, output: lines.write) }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: BrokerKind.all)
    func oneOrderGoesThroughEveryService(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let lines = Lines()
            try await startAll(dojo, lines, failRate: 0)
            let order = try await dojo.place()
            try await dojo.expectSoon("outcome, verdict and statistics") {
                dojo.audit("NOTIFIED").count == 1 && dojo.audit("FRAUD_CHECK_PASSED").count == 1
                    && !dojo.audit("STREAM_STATS").isEmpty
            }
            try await dojo.expectSoon("three lines") { lines.all.count >= 3 }
            let stats = try #require(dojo.audit("STREAM_STATS").last.map(Value.init))
            #expect(stats["source"] == "analytics")
            #expect(stats["orderId"] == order.id)
            #expect(stats.object("stats").int("ordersPerMinute") == 1)
            #expect(stats.object("stats")["notificationSuccessRate"] == "100.0%")
            #expect(stats.object("stats").object("notificationOutcomes").int("NOTIFIED") == 1)
            let latency = try #require(stats.object("stats").int("avgNotificationLatencyMs"))
            #expect((0..<30_000).contains(latency))
            for line in lines.all {
                #expect(line["orderId"] == order.id)
                for field in ["source", "action", "timestamp", "eventId"] { #expect(line[field]?.isEmpty == false) }
            }
            #expect(Set(lines.all.compactMap { $0["action"] }) == ["NOTIFIED", "FRAUD_CHECK_PASSED", "STREAM_STATS"])
        }
    }

    @Test(arguments: BrokerKind.all)
    func statisticsAreToldAtAPaceAndTheLatestIsNeverMissing(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let lines = Lines()
            try await startAll(dojo, lines, failRate: 0.5)
            for number in 0..<150 { try await dojo.place(customer: "Customer \(number)") }
            try await dojo.expectSoon("150 ends") { dojo.audit("NOTIFIED", "DLQ").count == 150 }
            let outcomes = dojo.audit("NOTIFIED", "RETRY", "DLQ")
            @Sendable func count(_ action: String) -> Int { outcomes.with(action: action).count }
            try await dojo.expectSoon("statistics of all of them") {
                let stats = dojo.audit("STREAM_STATS").last.map { Value($0).object("stats") }
                let told = stats?.object("notificationOutcomes")
                return ["NOTIFIED", "RETRY", "DLQ"].allSatisfy { told?.int($0) == count($0) }
            }
            let rate = Double(count("NOTIFIED")) / Double(count("NOTIFIED") + count("DLQ")) * 100
            let told = try #require(dojo.audit("STREAM_STATS").last.map { Value($0).object("stats") })
            #expect(told["notificationSuccessRate"] == String(format: "%.1f%%", rate))
            #expect(told.int("ordersPerMinute") == 150)
            let times = dojo.audit("STREAM_STATS").map(\.timestamp).sorted()
            // Ten a second; times are those of the counting, up to a batch before the sending.
            if let first = times.first, let last = times.last {
                #expect(Int64(times.count) <= (last - first) / 100 + 5)
            }
            #expect(Set(dojo.audit("STREAM_STATS").map { $0.header("eventId") }).count == times.count)
            let seen = dojo.witness.records(on: dojo.topics.audit).distinct.count
            try await dojo.expectSoon("a line an event") { lines.all.count >= seen }
            #expect(Set(lines.all.map { $0["eventId"] }).count == lines.all.count)
        }
    }
}
