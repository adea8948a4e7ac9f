import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Order store")
struct OrderStoreTests {
    @Test func anOrderIsCreatedReadChangedAndDeleted() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            let created = try await store.create(
                id: "o1", draft: .sample("Zoë", quantity: 3, cents: 1205), request: .sample)
            #expect(created.order.customerName == "Zoë")
            #expect(created.order.price == Price(cents: 1205))
            #expect(created.order.status == "created")
            #expect(created.version == created.order.createdAt.milliseconds)
            #expect(try await store.get(id: "o1") == created)

            let updated = try await store.update(
                id: "o1", draft: .sample("Bob"), expectedVersion: created.version, request: .sample)
            #expect(updated.version > created.version)
            #expect(updated.order.createdAt == created.order.createdAt)
            #expect(updated.order.customerName == "Bob")
            #expect(try await store.get(id: "o1") == updated)

            let deleted = try await store.delete(id: "o1", request: .sample)
            #expect(deleted.order == updated.order)
            #expect(deleted.version > updated.version)
            #expect(await code { try await store.get(id: "o1") } == .notFound)
        }
    }

    @Test func everyChangeOwesTwoEvents() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let created = try await store.create(id: "o1", draft: .sample(), request: .sample)
            let updated = try await store.update(id: "o1", draft: .sample("Bob"), request: .sample)
            let deleted = try await store.delete(id: "o1", request: .sample)
            let entries = try await outbox.read(after: nil, count: 100)
            #expect(entries.map(\.topic) == ["orders", "audit", "orders", "audit", "orders", "audit"])
            #expect(entries.map(\.action) == [.created, .created, .updated, .updated, .deleted, .deleted])
            let changes = [created, created, updated, updated, deleted, deleted]
            #expect(entries.map(\.version) == changes.map(\.version))
            #expect(entries.map(\.order) == changes.map(\.order))
            #expect(entries[0].time == created.order.createdAt)
            #expect(entries.allSatisfy { $0.correlationID == "correlation" && $0.traceparent == "trace" })
        }
    }

    @Test func aStaleVersionIsRefusedAndChangesNothing() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            let created = try await store.create(id: "o1", draft: .sample(), request: .sample)
            let updated = try await store.update(id: "o1", draft: .sample("Bob"), request: .sample)
            let stale = created.version
            #expect(
                await code {
                    try await store.update(id: "o1", draft: .sample("Eve"), expectedVersion: stale, request: .sample)
                } == .versionConflict)
            #expect(
                await code { try await store.delete(id: "o1", expectedVersion: stale, request: .sample) }
                    == .versionConflict)
            #expect(try await store.get(id: "o1") == updated)
            #expect(try await outbox.depth() == 4)
        }
    }

    @Test func unknownAndDeletedOrdersAreNotFound() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            for id in ["never", "gone"] {
                if id == "gone" {
                    _ = try await store.create(id: id, draft: .sample(), request: .sample)
                    _ = try await store.delete(id: id, request: .sample)
                }
                #expect(await code { try await store.get(id: id) } == .notFound)
                #expect(await code { try await store.update(id: id, draft: .sample(), request: .sample) } == .notFound)
                #expect(await code { try await store.delete(id: id, request: .sample) } == .notFound)
            }
        }
    }

    @Test func versionsGrowThoughTheClockGoesBack() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            let created = try await store.create(id: "o1", draft: .sample(), request: .sample)
            let future = created.version + 3_600_000
            _ = try await state.redis.send(["HSET", "order:o1", "version", .integer(future)])
            #expect(try await store.update(id: "o1", draft: .sample(), request: .sample).version == future + 1)
            #expect(try await store.delete(id: "o1", request: .sample).version == future + 2)
        }
    }

    @Test func ofADeletedOrderIdAndVersionStayForTheHorizon() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            let deleted = try await store.delete(id: "o1", request: .sample)
            let left = try await state.redis.send(["HGETALL", "order:o1"]).fields
            #expect(left == ["id": "o1", "version": String(deleted.version), "deleted": "1"])
            let lifetime = try await state.lifetime(of: "order:o1")
            #expect(lifetime > horizon - .seconds(60) && lifetime <= horizon)
            #expect(try await state.redis.send(["ZCARD", "orders:by-created"]).int == 0)
        }
    }

    @Test func anOrderThatIsCreatedAnewIsNotTheDeletedOne() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            let deleted = try await store.delete(id: "o1", request: .sample)
            let created = try await store.create(id: "o1", draft: .sample("Bob"), request: .sample)
            #expect(created.version > deleted.version)
            #expect(try await store.get(id: "o1") == created)
            #expect(try await state.lifetime(of: "order:o1") < .zero)
            let updated = try await store.update(id: "o1", draft: .sample("Cid"), request: .sample)
            #expect(try await store.list(limit: 10).orders == [updated])
        }
    }

    @Test func aFullOutboxRefusesChangesUntilItIsEmptier() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(outboxLimit: 4), try state.outbox())
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            _ = try await store.create(id: "o2", draft: .sample(), request: .sample)
            #expect(await code { try await store.create(id: "o3", draft: .sample(), request: .sample) } == .outboxFull)
            #expect(await code { try await store.delete(id: "o1", request: .sample) } == .outboxFull)
            #expect(try await store.list(limit: 10).orders.count == 2)
            try await outbox.acknowledge(try await outbox.read(after: nil, count: 2).receipts)
            _ = try await store.delete(id: "o1", request: .sample)
        }
    }

    @Test func aFullRedisRefusesTheWholeChange() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            _ = try await state.redis.send(["CONFIG", "SET", "maxmemory", 1])
            #expect(await code { try await store.create(id: "o2", draft: .sample(), request: .sample) } == .storageFull)
            #expect(await code { try await store.delete(id: "o1", request: .sample) } == .storageFull)
            #expect(try await store.list(limit: 10).orders.map(\.order.id) == ["o1"])
            _ = try await state.redis.send(["CONFIG", "SET", "maxmemory", 0])
            #expect(try await state.outbox().depth() == 2)
        }
    }

    @Test func aRedisThatIsAwayIsUnavailable() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            _ = try await store.create(id: "o1", draft: .sample(), request: .sample)
            state.server.kill()
            #expect(await code { try await store.create(id: "o2", draft: .sample(), request: .sample) } == .unavailable)
            #expect(await code { try await store.get(id: "o1") } == .unavailable)
        }
    }
}

/// How `body` fails; nil when it does not.
func code(_ body: () async throws -> Any) async -> StateError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? StateError)?.code
    }
}

extension TestState {
    func orders(outboxLimit: Int = 100_000) throws -> OrderStore {
        try OrderStore(
            redis: redis, scripts: scripts,
            options: OrderStore.Options(topics: TopicNames(), outboxLimit: outboxLimit, horizon: horizon))
    }

    func outbox() throws -> Outbox { try Outbox(redis: redis, scripts: scripts) }
}

extension ChangeRequest {
    static let sample = ChangeRequest(correlationID: "correlation", traceparent: "trace")

    static func idempotent(_ key: String, body: String = "body", caller: String = "Ann") -> ChangeRequest {
        ChangeRequest(
            correlationID: "correlation", traceparent: "trace",
            idempotency: Idempotency(caller: caller, key: key, bodyHash: body))
    }
}
