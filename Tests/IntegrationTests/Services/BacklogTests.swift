import Foundation
import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

/// A backlog is worked off by batches that overlap: what goes wrong in the middle of it must not show.
@Suite("Services with a backlog", .timeLimit(.minutes(5))) struct BacklogTests {
    /// Several batches in hand, and as many again.
    private static let count = 4000

    /// Orders of one customer, a millisecond apart: each verdict counts one order more than the one before.
    private func placeBacklog(_ dojo: TestDojo) async throws {
        let begin = Timestamp(.now).milliseconds - Int64(Self.count)
        try await dojo.write(
            (0..<Self.count).map { number in
                let time = Timestamp(milliseconds: begin + Int64(number))
                let order = Order(
                    id: UUID().uuidString.lowercased(),
                    draft: OrderDraft(customerName: "Ann", item: "Soup", quantity: 1, price: Price(cents: 450)),
                    createdAt: time)
                return TestDojo.record(of: order, at: time, topic: dojo.topics.orders)
            })
    }

    private func verdicts(_ dojo: TestDojo) -> [KafkaRecord] { dojo.audit("FRAUD_ALERT", "FRAUD_CHECK_PASSED") }

    /// Decided in their order, written in their order, each once.
    private func expectAllInOrder(_ dojo: TestDojo) async throws {
        try await dojo.expectSoon("a verdict on every order", timeout: .seconds(120)) {
            verdicts(dojo).count >= Self.count
        }
        let counts = verdicts(dojo).map { Value($0).object("windowStats").int("customerOrdersInWindow") }
        #expect(counts == (1...Self.count).map { $0 })
    }

    @Test(arguments: BrokerKind.all)
    func whoIsKilledLeavesNoHoleAndNoDisorder(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await placeBacklog(dojo)
            let victim = try await dojo.startProcess(.fraud, id: "victim")
            try await dojo.expectSoon("it is in the middle of it") { verdicts(dojo).count > 600 }
            victim.kill()
            let heir = try await dojo.startProcess(.fraud, id: "heir")
            try await expectAllInOrder(dojo)
            heir.kill()
        }
    }

    @Test(arguments: BrokerKind.all)
    func aRedisThatFreezesIsWaitedFor(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await placeBacklog(dojo)
            let service = try await dojo.start(.fraud)
            try await dojo.expectSoon("it is in the middle of it") { verdicts(dojo).count > 600 }
            dojo.redis.freeze()
            try await Task.sleep(for: .seconds(3))
            dojo.redis.thaw()
            try await expectAllInOrder(dojo)
            try await dojo.expectSoon("it is well again") { await service.isReady }
        }
    }

    /// What a record is decided under is not decided a second time beside the first, however close they come.
    @Test(arguments: BrokerKind.all)
    func whatComesTwiceIsToldOnce(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let now = Timestamp(.now)
            let records = (0..<1500).map { number in
                let order = Order(
                    id: "order-\(number)",
                    draft: OrderDraft(customerName: "Ann", item: "Soup", quantity: 1, price: Price(cents: 450)),
                    createdAt: now)
                return TestDojo.record(of: order, at: now, topic: dojo.topics.orders)
            }
            try await dojo.write(records + records)
            try await dojo.start(.notification) { $0.settings.failRate = 0 }
            try await dojo.expectSoon("each is told", timeout: .seconds(60)) { dojo.audit("NOTIFIED").count == 1500 }
            try await dojo.expectSoon("all is read") {
                try await dojo.present().first.map { $0.details["handled"] } == "3000"
            }
            #expect(dojo.witness.records(on: dojo.topics.audit).count == 1500)
        }
    }
}
