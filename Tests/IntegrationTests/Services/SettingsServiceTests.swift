import Foundation
import OrderEvents
import TestSupport
import Testing

@Suite("Settings that services go by", .timeLimit(.minutes(5)))
struct SettingsServiceTests {
    @Test func whatIsDroppedLeavesNoLetter() async throws {
        try await TestDojo.with { dojo in
            try await dojo.start(.notification) {
                $0.settings.failRate = 1
                $0.settings.failMode = .drop
            }
            let order = try await dojo.place()
            try await waitUntil("it is dropped", timeout: .seconds(60)) {
                dojo.audit("DROPPED").contains { Value($0)["orderId"] == order.id }
            }
            #expect(dojo.audit("RETRY").count == 2)
            #expect(dojo.audit("DLQ").isEmpty)
            #expect(dojo.witness.records(on: dojo.topics.deadLetters).isEmpty)
        }
    }

    @Test func whatIsTriedForeverGetsThroughInTheEndAndHoldsUpNobody() async throws {
        try await TestDojo.with { dojo in
            try await dojo.set(.failMode, to: "retry-forever")
            try await dojo.set(.failRate, to: "1")
            try await dojo.start(.notification)
            let stuck = try await dojo.place()
            try await waitUntil("it was tried seven times", timeout: .seconds(60)) {
                dojo.audit("RETRY").count { Value($0)["orderId"] == stuck.id } > 6
            }
            // Half of all attempts get through: both orders do, sooner or later.
            try await dojo.set(.failRate, to: "0.5")
            let other = try await dojo.place()
            try await waitUntil("both get through", timeout: .seconds(60)) {
                Set(dojo.audit("NOTIFIED").compactMap { Value($0)["orderId"] }) == [stuck.id, other.id]
            }
            #expect(dojo.audit("DLQ").isEmpty)
        }
    }

    @Test func aSlowConsumerFallsBehindAndCatchesUpWhenItIsQuickAgain() async throws {
        try await TestDojo.with { dojo in
            try await dojo.set(.delayNotification, to: "10000")
            let service = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            for _ in 0..<20 { try await dojo.place() }
            try await waitUntil("it has fallen behind", timeout: .seconds(60)) {
                let present = try await dojo.present()
                let text = present.first?.details["partitions"] ?? ""
                let partitions = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
                return partitions.compactMap { $0["lag"] as? Int }.reduce(0, +) >= 19
            }
            // It is slow, not in trouble: it stays in its group, and is ready.
            #expect(await service.isReady)
            #expect(dojo.audit("NOTIFIED").isEmpty)
            try await dojo.set(.delayNotification, to: "0")
            try await waitUntil("it has caught up", timeout: .seconds(60)) { dojo.audit("NOTIFIED").count == 20 }
        }
    }

    @Test func aSlowConsumerStopsAtOnceAndLeavesItsRecordsToOthers() async throws {
        try await TestDojo.with { dojo in
            try await dojo.set(.delayNotification, to: "10000")
            let slow = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            let order = try await dojo.place()
            try await waitUntil("it has read the order", timeout: .seconds(60)) {
                try await dojo.present().first?.details["partitions"]?.contains(#""lag":1"#) == true
            }
            let start = ContinuousClock.now
            await dojo.stop(slow)
            #expect(ContinuousClock.now - start < .seconds(9))
            try await dojo.set(.delayNotification, to: "0")
            try await dojo.start(.notification, id: "notification-2") { $0.settings.failRate = 0 }
            try await waitUntil("another has done it", timeout: .seconds(60)) {
                dojo.audit("NOTIFIED").contains { Value($0)["orderId"] == order.id }
            }
        }
    }
}
