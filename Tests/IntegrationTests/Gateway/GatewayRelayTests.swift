import Kafka
import OrderEvents
import State
import TestSupport
import Testing

@testable import Gateway

/// From the outbox to Kafka: nothing lost, nothing doubled for a reader who dedupes, in order.
@Suite("Outbox relay", .timeLimit(.minutes(2)))
struct GatewayRelayTests {
    /// What a gateway leaves that dies between Kafka's acknowledgement and the deletion: sent, and still owed.
    @Test(arguments: BrokerKind.all)
    func whatWasSentAndNotDeletedIsSentAgainUnchanged(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let topics = stage.dojo.topics
            var ids: [String] = []
            try await stage.withState { store, outbox in
                for number in 0..<20 {
                    let draft = OrderDraft(
                        customerName: "Customer \(number)", item: "Soup", quantity: 1, price: Price(cents: 450))
                    let request = ChangeRequest(correlationID: "c-\(number)", traceparent: "")
                    _ = try await store.create(id: "order-\(number)", draft: draft, request: request)
                    ids.append("order-\(number)")
                }
                let entries = try await outbox.read(after: nil, count: 1000)
                #expect(entries.count == 40)
                try await stage.dojo.write(entries.map { ProducerRecord($0, topics: topics) })
            }
            _ = try await stage.start()
            try await stage.expectEverything(ids, ["created"])
            for topic in [topics.orders, topics.audit] {
                try await waitUntil("all twice") { stage.dojo.witness.records(on: topic).count >= 40 }
                let records = stage.dojo.witness.records(on: topic)
                #expect(records.count == 40)
                for copies in Dictionary(grouping: records, by: { $0.header("eventId") ?? "" }).values {
                    let (one, other) = (try #require(copies.first), try #require(copies.last))
                    #expect(copies.count == 2)
                    #expect(one.value == other.value)
                    #expect(one.headers == other.headers)
                    #expect(one.timestamp == other.timestamp)
                    #expect(one.topicPartition == other.topicPartition)
                }
            }
        }
    }

    /// kill -9 under load: its lease runs out, and another gateway sends what was not deleted.
    @Test(arguments: BrokerKind.all)
    func aGatewayKilledAmidItsWorkLosesNothing(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let victim = try await stage.startProcess("victim")
            var gateway = victim
            let heir = try await stage.start("heir")
            try stage.dojo.broker.cluster?.slow(by: .milliseconds(50))
            var ids: [String] = []
            for number in 0..<300 {
                ids.append(try gateway.place("Customer \(number)")["id"] ?? "")
                guard number == 150 else { continue }
                #expect(try await stage.leader()?.hasPrefix("victim") == true)
                await victim.stop()
                gateway = heir
            }
            try stage.dojo.broker.cluster?.slow(by: .zero)
            try await stage.expectEverything(ids, ["created"])
            #expect(try await stage.leader()?.hasPrefix("heir") == true)
        }
    }

    @Test func theLeaseLostAmidItsWorkLosesNothing() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            try stage.dojo.broker.cluster?.slow(by: .milliseconds(300))
            var ids: [String] = []
            for number in 0..<30 {
                ids.append(try gateway.place("Customer \(number)")["id"] ?? "")
                if number == 15 { try await stage.dojo.command(["SET", "outbox:lease", "another", "PX", "3000"]) }
            }
            try stage.dojo.broker.cluster?.slow(by: .zero)
            try await stage.expectEverything(ids, ["created"])
        }
    }

    @Test func oneOfTwoGatewaysLeadsAndTheOtherTakesOverAtOnceWhenItStops() async throws {
        try await GatewayStage.run { stage in
            let one = try await stage.start("gateway-1")
            let two = try await stage.start("gateway-2")
            var ids: [String] = []
            for number in 0..<10 { ids.append(try (number % 2 == 0 ? one : two).place()["id"] ?? "") }
            try await stage.expectEverythingOnce(ids, ["created"])
            let leader = try #require(try await stage.leader())
            #expect(leader.hasPrefix("gateway-1"))

            await one.stop()
            let start = ContinuousClock.now
            for _ in 0..<5 { ids.append(try two.place()["id"] ?? "") }
            try await stage.expectEverythingOnce(ids, ["created"])
            #expect(ContinuousClock.now - start < .seconds(4))
            #expect(try await stage.leader()?.hasPrefix("gateway-2") == true)
        }
    }

    /// In containers every process has the same id, and instances are named by it.
    @Test func gatewaysOfTheSameNameDoNotBothLead() async throws {
        try await GatewayStage.run { stage in
            let gateways = [try await stage.start("gateway-1"), try await stage.start("gateway-1")]
            var ids: [String] = []
            for number in 0..<20 { ids.append(try gateways[number % 2].place()["id"] ?? "") }
            try await stage.expectEverythingOnce(ids, ["created"])
        }
    }

    @Test func aBacklogLargerThanOneReadFlowsInOrder() async throws {
        try await GatewayStage.run { stage in
            var ids: [String] = []
            try await stage.withState { store, _ in
                let request = ChangeRequest(correlationID: "c", traceparent: "")
                let draft = OrderDraft(customerName: "Ann", item: "Soup", quantity: 1, price: Price(cents: 450))
                for number in 0..<700 {
                    _ = try await store.create(id: "order-\(number)", draft: draft, request: request)
                    _ = try await store.update(id: "order-\(number)", draft: draft, request: request)
                    ids.append("order-\(number)")
                }
            }
            _ = try await stage.start()
            try await stage.expectEverythingOnce(ids, ["created", "updated"])
        }
    }
}

extension GatewayStage {
    /// Waits until nothing is owed, then looks: each of these orders has these events on `orders` and on `audit`, in this
    /// order for a reader who dedupes, and there are no others.
    func expectEverything(_ orders: [String], _ actions: [String]) async throws {
        try await waitUntil("nothing is owed", timeout: .seconds(30)) { try await self.owed() == 0 }
        for topic in [dojo.topics.orders, dojo.topics.audit] {
            try await waitUntil("all on \(topic)", timeout: .seconds(20)) {
                self.dojo.witness.records(on: topic).distinct.count >= orders.count * actions.count
            }
            let distinct = dojo.witness.records(on: topic).distinct
            #expect(distinct.count == orders.count * actions.count)
            let byOrder = Dictionary(grouping: distinct) { String(decoding: $0.key ?? [], as: UTF8.self) }
            for id in orders {
                let records = byOrder[id] ?? []
                #expect(records.map { Value($0)["action"] } == actions)
                let versions = records.map { Int64($0.header("orderVersion") ?? "") ?? 0 }
                #expect(versions == versions.sorted() && Set(versions).count == actions.count)
            }
        }
    }

    /// The same, and no event came twice.
    func expectEverythingOnce(_ orders: [String], _ actions: [String]) async throws {
        try await expectEverything(orders, actions)
        for topic in [dojo.topics.orders, dojo.topics.audit] {
            #expect(dojo.witness.records(on: topic).count == orders.count * actions.count)
        }
    }
}
