import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

@Suite("The notification service", .timeLimit(.minutes(3))) struct NotificationServiceTests {
    private func count(_ orders: [Order], _ dojo: TestDojo, _ action: String) -> [Int] {
        let records = dojo.audit(action)
        return orders.map { records.of(order: $0.id).count }
    }

    @Test(arguments: BrokerKind.all)
    func aNotificationThatAlwaysFailsIsTriedThreeTimesAndIsADeadLetter(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.notification) { $0.settings.failRate = 1 }
            var orders: [Order] = []
            for number in 0..<20 { orders.append(try await dojo.place(customer: "Customer \(number)")) }
            try await dojo.expectSoon("20 dead letters") { [dojo] in
                dojo.audit("DLQ").count == 20 && dojo.witness.records(on: dojo.topics.deadLetters).count == 20
            }
            #expect(count(orders, dojo, "RETRY") == Array(repeating: 2, count: 20))
            #expect(count(orders, dojo, "DLQ") == Array(repeating: 1, count: 20))
            #expect(dojo.audit("NOTIFIED").isEmpty)
            for order in orders {
                let attempts = dojo.audit("RETRY", "DLQ").of(order: order.id)
                #expect(attempts.map { Value($0).int("retryCount") } == [0, 1, 2])
                #expect(attempts.allSatisfy { $0.header("correlationId") == "request-\(order.id)" })
                let deliveries = dojo.witness.records(on: dojo.topics.orders).of(order: order.id)
                #expect(deliveries.map { $0.header("retryCount") } == [nil, "1", "2"])
                #expect(Set(deliveries.map(\.value)).count == 1)
                let letter = try #require(
                    dojo.witness.records(on: dojo.topics.deadLetters).of(order: order.id).first)
                #expect(Value(letter)["reason"] == "Max retries exceeded")
                #expect(Value(letter).object("order")["id"] == order.id)
            }
        }
    }

    @Test(arguments: BrokerKind.all)
    func aNotificationThatNeverFailsIsToldOfOnce(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.notification) { $0.settings.failRate = 0 }
            let order = try await dojo.place()
            try await dojo.place(action: .updated, id: order.id)
            try await dojo.place(action: .deleted, id: order.id)
            try await dojo.expectSoon("3 outcomes") { dojo.audit("NOTIFIED").count == 3 }
            #expect(dojo.audit("RETRY", "DLQ").isEmpty)
            #expect(dojo.witness.records(on: dojo.topics.orders).count == 3)
        }
    }

    @Test(arguments: BrokerKind.all)
    func twoInstancesShareThePartitionsAndHandleEveryOrderOnce(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            async let first = dojo.start(.notification, id: "notification-1")
            async let second = dojo.start(.notification, id: "notification-2")
            let instances = try await [first, second]
            try await dojo.expectSoon("both have partitions") {
                var shares: [Int] = []
                for instance in instances { shares.append(await instance.partitions.count) }
                return shares.sorted() == [1, 2]
            }
            var orders: [Order] = []
            for number in 0..<200 { orders.append(try await dojo.place(customer: "Customer \(number)")) }
            try await dojo.expectSoon("200 ends") { dojo.audit("NOTIFIED", "DLQ").count == 200 }
            let ends = dojo.audit("NOTIFIED", "DLQ")
            #expect(orders.allSatisfy { ends.of(order: $0.id).count == 1 })
            #expect(Set(ends.compactMap { Value($0)["instanceId"] }) == ["notification-1", "notification-2"])
            // Nobody was stopped or lost a partition meanwhile, so there is not even a double to be passed over.
            let audit = dojo.witness.records(on: dojo.topics.audit)
            #expect(audit.count == audit.distinct.count)
        }
    }

    @Test(arguments: BrokerKind.all)
    func aReplayFollowsTheDecisionsAndWritesNothing(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let first = try await dojo.start(.notification) { $0.settings.failRate = 0.5 }
            for _ in 0..<30 { try await dojo.place() }
            try await dojo.expectSoon("30 ends") { dojo.audit("NOTIFIED", "DLQ").count == 30 }
            await dojo.stop(first)
            let before = dojo.witness.records(on: dojo.topics.audit).count
            try await dojo.rewind(group: dojo.groups.notification)
            // The other way round: were anything decided anew, it would show.
            let second = try await dojo.start(.notification, id: "notification-2") { $0.settings.failRate = 1 }
            let orders = dojo.witness.records(on: dojo.topics.orders).count
            try await dojo.expectSoon("all read again") { await second.recordsHandled >= orders }
            try await dojo.place(customer: "The last")
            try await dojo.expectSoon("the last one") {
                dojo.audit("DLQ").contains { Value($0)["instanceId"] == "notification-2" }
            }
            let added = dojo.witness.records(on: dojo.topics.audit).dropFirst(before)
            #expect(added.count == 3)
            #expect(added.allSatisfy { Value($0)["instanceId"] == "notification-2" })
        }
    }

    @Test(arguments: BrokerKind.all)
    func aDecisionStoppedBeforeItWasToldIsToldAsItWasMade(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let time = Timestamp(.init())
            let order = try await dojo.place(at: time)
            // As an instance leaves it that is killed between deciding and producing.
            let id = EventID.order(order.id, version: time.milliseconds, topic: dojo.topics.orders)
            try await dojo.command([
                "SET", .text("decision:\(dojo.groups.notification):\(id)"), "0NOTIFIED 1770297077406 notification-9",
            ])
            try await dojo.start(.notification) { $0.settings.failRate = 1 }
            try await dojo.expectSoon("it is told") { !dojo.audit("NOTIFIED", "RETRY").isEmpty }
            let audit = try #require(dojo.audit("NOTIFIED").first)
            #expect(Value(audit)["instanceId"] == "notification-9")
            #expect(Value(audit)["timestamp"] == "2026-02-05T13:11:17.406Z")
            #expect(audit.timestamp == 1_770_297_077_406)
        }
    }

    @Test(arguments: BrokerKind.all)
    func failRateChangesWhileItRuns(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            try await dojo.start(.notification) { $0.settings.failRate = 0 }
            try await dojo.place()
            try await dojo.expectSoon("the first succeeds") { dojo.audit("NOTIFIED").count == 1 }
            try await dojo.set(.failRate, to: "1")
            try await dojo.expectSoon("later ones fail") {
                try await dojo.place()
                return !dojo.audit("DLQ").isEmpty
            }
        }
    }
}
