import Kafka
import OrderEvents
import Services
import TestSupport
import Testing

@Suite("Redis or the broker away", .timeLimit(.minutes(3))) struct OutageTests {
    @Test(arguments: BrokerKind.all)
    func nothingIsLostOrDeadLetteredWhileRedisIsAway(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let service = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            try await dojo.place()
            try await dojo.expectSoon("the first") { dojo.audit("NOTIFIED").count == 1 }
            dojo.redis.stop()
            for _ in 0..<20 { try await dojo.place() }
            try await dojo.expectSoon("it says that it waits") { await !service.isReady }
            #expect(dojo.audit("NOTIFIED").count == 1)
            try await dojo.redis.start()
            try await dojo.expectSoon("all of them") { dojo.audit("NOTIFIED").count == 21 }
            try await dojo.expectSoon("it is well again") { await service.isReady }
            #expect(dojo.witness.records(on: dojo.topics.deadLetters).isEmpty)
        }
    }

    @Test(arguments: BrokerKind.all)
    func aFrozenRedisIsWaitedForWithoutLeavingTheGroup(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let service = try await dojo.start(.fraud)
            dojo.redis.freeze()
            let order = try await dojo.place()
            try await dojo.expectSoon("it says that it waits") { await !service.isReady }
            #expect(await service.partitions.count == 3)
            dojo.redis.thaw()
            try await dojo.expectSoon("a verdict") {
                dojo.audit("FRAUD_ALERT", "FRAUD_CHECK_PASSED").of(order: order.id).count == 1
            }
        }
    }

    @Test(arguments: BrokerKind.all)
    func aServiceMayBeStartedBeforeRedis(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            dojo.redis.stop()
            let order = try await dojo.place()
            async let starting = dojo.start(.notification) { $0.settings.failRate = 0 }
            try await dojo.redis.start()
            _ = try await starting
            try await dojo.expectSoon("it is told") { dojo.audit("NOTIFIED").of(order: order.id).count == 1 }
        }
    }

    @Test func theBrokerIsWaitedFor() async throws {
        try await TestDojo.with(.embedded) { dojo in
            let service = try await dojo.start(.notification) { $0.settings.failRate = 1 }
            try await dojo.place()
            try await dojo.expectSoon("the first ends") { dojo.audit("DLQ").count == 1 }
            try dojo.broker.cluster?.down()
            async let placing = dojo.place()
            try await dojo.expectSoon("the order cannot leave") { dojo.producer.queueDepth > 0 }
            try dojo.broker.cluster?.up()
            let order = try await placing
            try await dojo.expectSoon("the second ends", timeout: .seconds(60)) {
                dojo.audit("DLQ").of(order: order.id).count == 1
            }
            #expect(dojo.audit("RETRY").of(order: order.id).count == 2)
            #expect(await service.isReady)
        }
    }

    @Test func stoppingIsQuickWhateverIsAway() async throws {
        try await TestDojo.with(.embedded) { dojo in
            let service = try await dojo.start(.notification)
            dojo.redis.stop()
            try await dojo.place()
            try await dojo.expectSoon("it says that it waits") { await !service.isReady }
            try dojo.broker.cluster?.down()
            let clock = ContinuousClock()
            let taken = await clock.measure { await dojo.stop(service) }
            #expect(taken < .seconds(4))
            try dojo.broker.cluster?.up()
            try await dojo.redis.start()
        }
    }
}
