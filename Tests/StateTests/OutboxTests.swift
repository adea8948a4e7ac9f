import OrderEvents
import Redis
import Synchronization
import TestSupport
import Testing

@testable import State

@Suite("Outbox")
struct OutboxTests {
    @Test func oneHoldsTheLeaseUntilItGivesItBackOrFallsSilent() async throws {
        try await TestState.run { state in
            let outbox = try state.outbox()
            #expect(try await outbox.holdLease(owner: "one", for: .seconds(60)))
            #expect(try await !outbox.holdLease(owner: "two", for: .seconds(60)))
            #expect(try await outbox.holdLease(owner: "one", for: .seconds(60)))
            try await outbox.releaseLease(owner: "two")  // not theirs: nothing happens
            #expect(try await !outbox.holdLease(owner: "two", for: .seconds(60)))
            try await outbox.releaseLease(owner: "one")
            #expect(try await outbox.holdLease(owner: "two", for: .milliseconds(100)))
            try await waitUntil("the lease has run out") { try await outbox.holdLease(owner: "one", for: .seconds(60)) }
        }
    }

    /// What its holder does is what makes room.
    @Test func theLeaseCanBeHadThoughRedisIsFull() async throws {
        try await TestState.run { state in
            let outbox = try state.outbox()
            _ = try await state.redis.send(["CONFIG", "SET", "maxmemory", 1])
            for _ in 0..<2 { #expect(try await outbox.holdLease(owner: "one", for: .seconds(60))) }
            let lifetime = try await state.lifetime(of: "outbox:lease")
            #expect(lifetime > .seconds(50) && lifetime <= .seconds(60))
            try await outbox.releaseLease(owner: "one")
            #expect(try await outbox.holdLease(owner: "two", for: .seconds(60)))
        }
    }

    @Test func entriesAreReadOnInOrderAndGoneOnceAcknowledged() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            for index in 0..<5 {
                _ = try await store.create(id: "o\(index)", draft: .sample(), request: .sample)
            }
            let first = try await outbox.read(after: nil, count: 4)
            let rest = try await outbox.read(after: first.last?.id, count: 100)
            #expect((first + rest).map(\.order.id) == (0..<5).flatMap { ["o\($0)", "o\($0)"] })
            #expect(try await outbox.read(after: rest.last?.id, count: 100).isEmpty)

            // What a stuck partition holds stays; reading from the beginning finds it.
            let left = try await outbox.acknowledge(Array(first.dropFirst() + rest).receipts)
            #expect(left == 1)
            #expect(try await outbox.read(after: nil, count: 100) == [first[0]])
            #expect(try await outbox.acknowledge([first[0], rest[0]].receipts) == 0)
            #expect(try await outbox.depth() == 0)
        }
    }

    @Test func newEntriesAreTold() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let told = Mutex(0)
            await outbox.onNewEntries { told.withLock { $0 += 1 } }
            try await waitUntil("it listens") { told.withLock { $0 } == 1 }
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            try await waitUntil("the change is told") { told.withLock { $0 } == 2 }
        }
    }

    /// Whatever texts there are in a change, and however long: lengths around those at which MessagePack changes its mind.
    @Test(arguments: [
        "", "Zoë\n\u{0}🍕", String(repeating: "x", count: 31), String(repeating: "y", count: 32),
        String(repeating: "z", count: 255), String(repeating: "ü", count: 200), String(repeating: "w", count: 70_000),
    ])
    func anEntrySaysWhatTheChangeSaid(_ text: String) async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            var draft = OrderDraft.sample()
            draft.item = text
            let stored = try await store.create(id: "o1", draft: draft, request: .sample)
            let entries = try await outbox.read(after: nil, count: 10)
            #expect(entries.map(\.topic) == ["orders", "audit"])
            for entry in entries {
                #expect(entry.order == stored.order)
                #expect(entry.version == stored.version)
                #expect(entry.time == stored.order.createdAt)
                #expect(entry.correlationID == ChangeRequest.sample.correlationID)
                #expect(entry.traceparent == ChangeRequest.sample.traceparent)
            }
        }
    }

    @Test func changesOfOneMillisecondAreToldOnce() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let told = Mutex(0)
            await outbox.onNewEntries { told.withLock { $0 += 1 } }
            try await waitUntil("it listens") { told.withLock { $0 } == 1 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask { _ = try await store.create(id: "o\(index)", draft: .sample(), request: .sample) }
                }
                try await group.waitForAll()
            }
            let begins = try await outbox.read(after: nil, count: 400).map { $0.id.text.hasSuffix("-0") }
            #expect(begins.contains(true))
            let changes = stride(from: 0, to: begins.count, by: 2).count { begins[$0] || begins[$0 + 1] }
            try await waitUntil("each millisecond is told") { told.withLock { $0 } == changes + 1 }
        }
    }
}

extension [OutboxEntry] {
    var receipts: [OutboxEntry.Receipt] { map { $0.receipt(ordersTopic: "orders") } }
}
