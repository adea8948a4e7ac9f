import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Idempotency keys")
struct OrderIdempotencyTests {
    @Test func aRepeatedRequestHasOneEffectAndOneAnswer() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let first = try await store.create(id: "o1", draft: .sample("Zoë \"/\\"), request: .idempotent("k"))
            // A repeated request comes with another id: it is drawn anew.
            var second = try await store.create(id: "o2", draft: .sample("Zoë \"/\\"), request: .idempotent("k"))
            #expect(second.isReplay && !first.isReplay)
            second.isReplay = false
            #expect(second == first)
            #expect(try await outbox.depth() == 2)
            #expect(try await store.list(limit: 10).total == 1)
        }
    }

    @Test func itHoldsForUpdatesAndDeletesToo() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let created = try await store.create(id: "o1", draft: .sample(), request: .sample)
            for _ in 1...2 {
                // The version is stale by the second time, and the answer is the first one all the same.
                let updated = try await store.update(
                    id: "o1", draft: .sample("Bob"), expectedVersion: created.version, request: .idempotent("u"))
                #expect(updated.order.customerName == "Bob")
            }
            let deleted = try await store.delete(id: "o1", request: .idempotent("d"))
            let again = try await store.delete(id: "o1", request: .idempotent("d"))
            #expect(again.isReplay)
            #expect(again.version == deleted.version)
            #expect(try await outbox.depth() == 6)
        }
    }

    @Test func anotherBodyWithTheSameKeyIsRefused() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            _ = try await store.create(id: "o1", draft: .sample(), request: .idempotent("k", body: "one"))
            #expect(
                await code {
                    try await store.create(id: "o2", draft: .sample(), request: .idempotent("k", body: "two"))
                } == .idempotencyMismatch)
        }
    }

    @Test func callersHaveTheirOwnKeysWhateverTheyAreCalled() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            for (index, (caller, key)) in [("a", "b:c"), ("a:b", "c"), ("a", "c")].enumerated() {
                let order = try await store.create(
                    id: "o\(index)", draft: .sample(), request: .idempotent(key, caller: caller))
                #expect(!order.isReplay)
            }
            let keys = try await state.keys("idempotency:*")
            #expect(keys == ["idempotency:a%3Ab:c", "idempotency:a:b%3Ac", "idempotency:a:c"])
            for key in keys {
                let lifetime = try await state.lifetime(of: key)
                #expect(lifetime > .seconds(24 * 3600 - 60) && lifetime <= .seconds(24 * 3600))
            }
        }
    }

    @Test func aRefusedRequestLeavesItsKeyFree() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            let request = ChangeRequest.idempotent("k")
            #expect(await code { try await store.update(id: "o1", draft: .sample(), request: request) } == .notFound)
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            #expect(try await store.update(id: "o1", draft: .sample("Bob"), request: request).isReplay == false)
        }
    }

    @Test func theAnswerIsGivenThoughTheOutboxIsFull() async throws {
        try await TestState.run { state in
            let store = try state.orders(outboxLimit: 2)
            _ = try await store.create(id: "o1", draft: .sample(), request: .idempotent("k"))
            #expect(try await store.create(id: "o2", draft: .sample(), request: .idempotent("k")).isReplay)
        }
    }
}
