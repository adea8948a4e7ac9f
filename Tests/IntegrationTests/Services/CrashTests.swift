import Foundation
import Kafka
import OrderEvents
import Services
import State
import TestSupport
import Testing

@Suite("Services that are killed", .timeLimit(.minutes(5))) struct CrashTests {
    /// What a service says once of an order.
    private static let conclusions: [(ServiceKind, [String])] = [
        (.fraud, ["FRAUD_ALERT", "FRAUD_CHECK_PASSED"]), (.notification, ["NOTIFIED", "DLQ"]),
    ]

    /// Orders at least.
    private static let count = 400

    /// What an instance says that it reads.
    private static func partitions(of member: Presence.Member) -> [[String: Any]] {
        let json = try? JSONSerialization.jsonObject(with: Data((member.details["partitions"] ?? "").utf8))
        return json as? [[String: Any]] ?? []
    }

    /// kill -9 under load, while another instance stays: it takes over, and no count of distinct events changes.
    @Test(arguments: conclusions, BrokerKind.all)
    func anotherInstanceTakesOver(_ conclusion: (ServiceKind, [String]), _ broker: BrokerKind) async throws {
        let (kind, actions) = conclusion
        try await TestDojo.with(broker) { dojo in
            let victim = try await dojo.startProcess(kind, id: "victim")
            let heir = try await dojo.startProcess(kind, id: "heir")
            try await dojo.expectSoon("both have partitions") {
                let shares = try await dojo.present().map { Self.partitions(of: $0).count }
                return shares.sorted() == [1, 2]
            }
            let conclude: @Sendable () -> [KafkaRecord] = {
                dojo.witness.records(on: dojo.topics.audit).filter { actions.contains(Value($0)["action"] ?? "") }
            }
            var orders: [Order] = []
            var isAlive = true
            while orders.count < Self.count || isAlive {
                orders.append(try await dojo.place(customer: "Customer \(orders.count % 50)"))
                // In the middle of its work.
                if isAlive, orders.count > 100, conclude().contains(where: { Value($0)["instanceId"] == "victim" }) {
                    victim.kill()
                    isAlive = false
                }
            }
            let count = orders.count
            try await dojo.expectSoon("a conclusion on every order", timeout: .seconds(120)) {
                conclude().distinct.count >= count
            }
            // It may still be telling again what it read again.
            try await dojo.expectSoon("nothing is left to do") {
                let heir = try await dojo.present().first { $0.id == "heir" }
                let lags = heir.map { Self.partitions(of: $0).map { $0["lag"] as? Int } } ?? []
                return lags == [0, 0, 0]
            }
            let seen = conclude()
            for order in orders { #expect(seen.distinct.of(order: order.id).count == 1) }
            // What was written twice was written alike.
            let byID = Dictionary(grouping: seen) { $0.header("eventId") ?? "" }
            for copies in byID.values { #expect(Set(copies.map(\.value)).count == 1) }
            #expect(Set(seen.compactMap { Value($0)["instanceId"] }) == ["victim", "heir"])
            heir.kill()
        }
    }
}
