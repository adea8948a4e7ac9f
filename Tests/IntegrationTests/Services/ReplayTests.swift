import Kafka
import OrderEvents
import Services
import State
import TestSupport
import Testing

@Suite("Groups that read again", .timeLimit(.minutes(3))) struct ReplayTests {
    private func isDone(_ dojo: TestDojo) async throws -> Bool {
        let replays = try await dojo.replays()
        return !replays.isEmpty
            && replays.allSatisfy { replay in
                replay.states.values.allSatisfy { if case .done = $0 { true } else { false } }
            }
    }

    /// All records of `audit` and the dead letters, doubles too.
    private func consequences(_ dojo: TestDojo) -> Int {
        dojo.witness.records(on: dojo.topics.audit).count + dojo.witness.records(on: dojo.topics.deadLetters).count
    }

    @Test(arguments: BrokerKind.all)
    func everythingIsReadAgainAndNothingConcludedTwice(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let notification = try await dojo.start(.notification) { $0.settings.failRate = 0.5 }
            let fraud = try await dojo.start(.fraud)
            for _ in 0..<30 { try await dojo.place(cents: 20_000) }
            try await dojo.expectSoon("all is concluded") {
                dojo.audit("NOTIFIED", "DLQ").count == 30 && dojo.audit("FRAUD_ALERT").count == 30
            }
            let retries = dojo.audit("RETRY").count
            try await dojo.expectSoon("all is done") {
                let (one, other) = (await notification.recordsHandled, await fraud.recordsHandled)
                return one == 30 + retries && other == 30 + retries
            }
            let concluded = consequences(dojo)
            for group in [dojo.groups.notification, dojo.groups.fraud] {
                try await dojo.replay(group, of: [dojo.topics.orders], from: .beginning)
            }
            try await dojo.expectSoon("all is read again") {
                let (one, other) = (await notification.recordsHandled, await fraud.recordsHandled)
                return one == 2 * (30 + retries) && other == 2 * (30 + retries)
            }
            #expect(try await isDone(dojo))
            // What comes now comes once, and after all that was read again.
            try await dojo.place()
            try await dojo.expectSoon("the next one is concluded") {
                dojo.audit("NOTIFIED", "DLQ").count == 31 && dojo.audit("FRAUD_ALERT", "FRAUD_CHECK_PASSED").count == 31
            }
            let more = consequences(dojo) - concluded
            let (retriesOfIt, letters) = (dojo.audit("RETRY").count - retries, dojo.audit("DLQ").count)
            let lettersOfIt = dojo.witness.records(on: dojo.topics.deadLetters).count
            #expect(letters == lettersOfIt, "no letter was written twice")
            #expect(more <= 2 + retriesOfIt + 1)
        }
    }

    @Test(arguments: BrokerKind.all)
    func fromATimeOnOnlyWhatIsNotOlder(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let service = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            let now = Timestamp(.now)
            for number in 0..<20 { try await dojo.place(at: now.advanced(by: Int64(number) * 100 - 10_000)) }
            try await dojo.expectSoon("all is done") { await service.recordsHandled == 20 }
            try await dojo.replay(
                dojo.groups.notification, of: [dojo.topics.orders], from: .time(now.advanced(by: 1500 - 10_000)))
            try await dojo.expectSoon("it is noted") { try await isDone(dojo) }
            try await dojo.expectSoon("the last five are read again") { await service.recordsHandled == 25 }
            // A time at which nothing was: nothing is read again, and nothing skipped.
            try await dojo.replay(
                dojo.groups.notification, of: [dojo.topics.orders], from: .time(now.advanced(by: 3_600_000)))
            try await dojo.expectSoon("that is noted") { try await isDone(dojo) }
            try await dojo.place()
            try await dojo.expectSoon("the next one is done") {
                await service.recordsHandled == 26 && dojo.audit("NOTIFIED").count == 21
            }
        }
    }

    @Test func whoGetsThePartitionsLaterSendsThemBackOnce() async throws {
        try await TestDojo.with { dojo in
            let first = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            for _ in 0..<12 { try await dojo.place() }
            try await dojo.expectSoon("all is done") { await first.recordsHandled == 12 }
            await dojo.stop(first)
            try await dojo.replay(dojo.groups.notification, of: [dojo.topics.orders], from: .beginning)
            let second = try await dojo.start(.notification, id: "notification-2") { $0.settings.failRate = 0 }
            try await dojo.expectSoon("all is read again") { await second.recordsHandled == 12 }
            try await dojo.expectSoon("it is noted") { try await isDone(dojo) }
            await dojo.stop(second)
            let third = try await dojo.start(.notification, id: "notification-3") { $0.settings.failRate = 0 }
            try await dojo.place()
            try await dojo.expectSoon("only what is new is read") { await third.recordsHandled >= 1 }
            #expect(await third.recordsHandled == 1)
            try await dojo.expectSoon("it is concluded") { dojo.audit("NOTIFIED").count == 13 }
        }
    }

    @Test(arguments: BrokerKind.all)
    func howFarGroupsHaveComeIsKnownByWhatTheyHaveCommitted(_ broker: BrokerKind) async throws {
        try await TestDojo.with(broker) { dojo in
            let partitions = (0..<3).map { TopicPartition(topic: dojo.topics.orders, partition: $0) }
            let before = try await dojo.admin.committed(by: dojo.groups.notification, partitions)
            #expect(before.isEmpty)
            let service = try await dojo.start(.notification) { $0.settings.failRate = 0 }
            for _ in 0..<9 { try await dojo.place() }
            try await dojo.expectSoon("all is done") { await service.recordsHandled == 9 }
            await dojo.stop(service)
            let (offsets, committed) = (
                try await dojo.admin.watermarks(of: partitions),
                try await dojo.admin.committed(by: dojo.groups.notification, partitions)
            )
            #expect(offsets.values.reduce(0) { $0 + $1.count } == 9)
            #expect(committed == offsets.mapValues(\.upperBound).filter { $0.value > 0 })
        }
    }
}
