import Foundation
import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

@Suite("The fraud service", .timeLimit(.minutes(3))) struct FraudServiceTests {
    private func verdicts(_ dojo: TestDojo) -> [KafkaRecord] { dojo.audit("FRAUD_ALERT", "FRAUD_CHECK_PASSED") }

    private func alerts(_ dojo: TestDojo, of order: Order) -> [String] {
        verdicts(dojo).of(order: order.id).flatMap { Value($0).list("alerts").compactMap { $0["type"] } }
    }

    private func alerts(_ dojo: TestDojo) -> [String: Int] {
        var counts: [String: Int] = [:]
        for record in verdicts(dojo) {
            for alert in Value(record).list("alerts") { counts[alert["type"] ?? "", default: 0] += 1 }
        }
        return counts
    }

    @Test(arguments: BrokerKind.all)
    func everyRuleAtItsEdge(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.fraud)
            let start = Timestamp(.init()).advanced(by: -1000)
            var orders: [Order] = []
            for number in 0..<6 { orders.append(try await dojo.place(at: start.advanced(by: Int64(number)))) }
            for number in 6..<21 {
                orders.append(
                    try await dojo.place(customer: "Customer \(number)", at: start.advanced(by: Int64(number))))
            }
            try await dojo.expectSoon("21 verdicts") { verdicts(dojo).count == 21 }
            #expect(alerts(dojo, of: orders[4]) == [])
            #expect(alerts(dojo, of: orders[5]) == ["VELOCITY"])
            #expect(alerts(dojo, of: orders[19]) == [])
            #expect(alerts(dojo, of: orders[20]) == ["BURST"])
            let last = try #require(verdicts(dojo).of(order: orders[20].id).first)
            #expect(Value(last).object("windowStats").int("globalOrdersInWindow") == 21)
            #expect(Value(last).object("windowStats").int("customerOrdersInWindow") == 1)
            #expect(last.header("eventId") == EventID.verdict(order: orders[20].id).text)
        }
    }

    @Test(arguments: BrokerKind.all)
    func anAmountIsTooMuchFromOneCentOver(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.fraud)
            let allowed = try await dojo.place(customer: "A", cents: 5000, quantity: 2)
            let over = try await dojo.place(customer: "B", cents: 10_001)
            try await dojo.expectSoon("2 verdicts") { verdicts(dojo).count == 2 }
            #expect(alerts(dojo, of: allowed) == [])
            #expect(alerts(dojo, of: over) == ["AMOUNT"])
        }
    }

    @Test(arguments: BrokerKind.all)
    func onlyNewOrdersAreLookedAtAndNoRetries(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.fraud)
            let order = try await dojo.place()
            try await dojo.place(action: .updated, id: order.id)
            let other = Order(
                id: "retried", draft: OrderDraft(customerName: "B", item: "x", quantity: 1, price: Price(cents: 1)),
                createdAt: .init(.now))
            var retry = TestDojo.record(of: other, at: .init(.now), topic: dojo.topics.orders)
            retry.headers.append(KafkaHeader(name: "retryCount", text: "1"))
            try await dojo.write([retry])
            let last = try await dojo.place(customer: "C")
            try await dojo.expectSoon("the last verdict") { !verdicts(dojo).of(order: last.id).isEmpty }
            #expect(Set(verdicts(dojo).compactMap { Value($0)["orderId"] }) == [order.id, last.id])
        }
    }

    @Test(arguments: BrokerKind.all)
    func aReplayHasTheSameVerdicts(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let first = try await dojo.start(.fraud)
            for _ in 0..<8 { try await dojo.place() }
            try await dojo.expectSoon("8 verdicts") { verdicts(dojo).count == 8 }
            await dojo.stop(first)
            try await dojo.rewind(group: dojo.groups.fraud)
            let second = try await dojo.start(.fraud, id: "fraud-2")
            try await dojo.expectSoon("all read again") { await second.recordsHandled >= 8 }
            let ninth = try await dojo.place()
            try await dojo.expectSoon("the ninth") { !verdicts(dojo).of(order: ninth.id).isEmpty }
            let audit = dojo.witness.records(on: dojo.topics.audit)
            #expect(audit.count == 9)
            let last = try #require(verdicts(dojo).of(order: ninth.id).first)
            #expect(Value(last).object("windowStats").int("customerOrdersInWindow") == 9)
        }
    }

    /// A verdict that was stored and perhaps not told is told again, the same to the byte.
    @Test(arguments: BrokerKind.all)
    func aVerdictThatWasNotAcknowledgedIsToldAgainAsItWas(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let first = try await dojo.start(.fraud)
            let order = try await dojo.place()
            try await dojo.expectSoon("a verdict") { verdicts(dojo).count == 1 }
            await dojo.stop(first)
            let stored = try await dojo.command(["GET", .text("verdict:\(order.id)")]).text ?? ""
            try await dojo.command(["SET", .text("verdict:\(order.id)"), .text("0" + stored.dropFirst())])
            try await dojo.rewind(group: dojo.groups.fraud)
            try await dojo.start(.fraud, id: "fraud-2")
            try await dojo.expectSoon("it is told again") { dojo.witness.records(on: dojo.topics.audit).count == 2 }
            let audit = dojo.witness.records(on: dojo.topics.audit)
            #expect(audit[0].value == audit[1].value)
            #expect(audit[0].headers == audit[1].headers)
            #expect(audit[0].timestamp == audit[1].timestamp)
        }
    }

    @Test(arguments: BrokerKind.all)
    func oneInstanceAndThreeRaiseTheSameNumberOfAlerts(_ broker: BrokerKind) async throws {
        var counts: [[String: Int]] = []
        for instances in [1, 3] {
            try await TestDojo.with(broker) { dojo in
                try await withThrowingTaskGroup { group in
                    for number in 1...instances {
                        group.addTask { try await dojo.start(.fraud, id: "fraud-\(number)") }
                    }
                    try await group.waitForAll()
                }
                for number in 0..<60 { try await dojo.place(customer: "Customer \(number % 5)") }
                try await dojo.expectSoon("60 verdicts") { verdicts(dojo).count == 60 }
                counts.append(alerts(dojo))
                #expect(Set(verdicts(dojo).compactMap { Value($0)["instanceId"] }).count == instances)
            }
        }
        #expect(counts[0] == ["BURST": 40, "VELOCITY": 35])
        #expect(counts[1] == counts[0])
    }

    /// Orders of ten minutes, among them a rush, are read at once: each must be counted as if it had been looked at when
    /// it was placed.
    @Test(arguments: BrokerKind.all)
    func catchingUpBehavesLikeLive(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let start = Timestamp(.init()).advanced(by: -600_000)
            let times = (0..<80).map { Int64($0) * 7000 } + (0..<40).map { 300_000 + Int64($0) * 450 }
            var placed: [(order: Order, time: Timestamp)] = []
            for (number, offset) in times.sorted().enumerated() {
                let time = start.advanced(by: offset)
                placed.append((try await dojo.place(customer: "Customer \(number % 7)", at: time), time))
            }
            try await dojo.start(.fraud)
            try await dojo.expectSoon("all verdicts") { verdicts(dojo).count == times.count }
            for (index, entry) in placed.enumerated() {
                let before = placed[...index].filter { $0.time > entry.time.advanced(by: -60_000) }
                let record = try #require(verdicts(dojo).of(order: entry.order.id).first)
                let stats = Value(record).object("windowStats")
                #expect(stats.int("globalOrdersInWindow") == before.count)
                let own = before.filter { $0.order.customerName == entry.order.customerName }
                #expect(stats.int("customerOrdersInWindow") == own.count)
            }
            #expect(alerts(dojo)["BURST"] ?? 0 > 0)
        }
    }

    @Test(arguments: BrokerKind.all)
    func aBacklogSentLateRaisesNoBurst(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.fraud)
            let start = Timestamp(.init()).advanced(by: -600_000)
            let records = (0..<60).map { number in
                let time = start.advanced(by: Int64(number) * 10_000)
                let order = Order(
                    id: UUID().uuidString.lowercased(),
                    draft: OrderDraft(
                        customerName: "Customer \(number % 3)", item: "x", quantity: 1, price: Price(cents: 100)),
                    createdAt: time)
                return TestDojo.record(of: order, at: time, topic: dojo.topics.orders)
            }
            try await dojo.write(records)
            try await dojo.expectSoon("60 verdicts") { verdicts(dojo).count == 60 }
            #expect(alerts(dojo) == [:])
        }
    }
}
