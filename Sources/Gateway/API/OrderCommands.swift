import Fanout
import Foundation
import JSONText
import OrderEvents
import State
import SyncCalls

/// What a caller may do to orders, whichever way the request came: HTTP and WebSocket both end here.
///
/// Each shard has its own, on its own loop and Redis connection.
struct OrderCommands: Sendable {
    let store: OrderStore
    let broker: BrokerWatch
    let settings: Settings
    /// The way of a change where Kafka does not carry it.
    let sync: SyncPath
    /// This gateway's.
    let instanceID: String
    /// Called after a change was accepted: the outbox has something for Kafka.
    let changed: @Sendable () -> Void

    /// What goes along with a change.
    struct Context {
        /// Who asks, as idempotency keys know it.
        var caller: String
        var idempotencyKey: String?
        var correlationID: String = Identifier.random()
        var traceparent: String?
        /// Whose order it is; nil where nobody counts.
        var person: Person?
        /// Whether ordering is open to them also while it is paused for others.
        var mayDirect = false
    }

    // MARK: Changes

    nonisolated(nonsending) func create(
        _ draft: OrderDraft, _ context: Context
    ) async throws(Problem) -> AcceptedChange {
        let id = Identifier.random()
        return try await change(
            context, body: "create \(draft.canonicalJSON)",
            order: { now throws(StateError) in (.created, Order(id: id, draft: draft, createdAt: now)) },
            operation: { request throws(StateError) in
                try await store.create(id: id, draft: draft, request: request)
            })
    }

    nonisolated(nonsending) func update(
        _ id: String, _ draft: OrderDraft, expected version: Int64?, _ context: Context
    ) async throws(Problem) -> AcceptedChange {
        try await change(
            context, body: "update \(id) \(version ?? -1) \(draft.canonicalJSON)",
            order: { _ throws(StateError) in
                let held = try await held(id, expected: version)
                return (
                    .updated, Order(id: id, draft: draft, status: held.status, createdAt: held.createdAt)
                )
            },
            operation: { request throws(StateError) in
                try await store.update(id: id, draft: draft, expectedVersion: version, request: request)
            })
    }

    nonisolated(nonsending) func delete(_ id: String, expected version: Int64?, _ context: Context)
        async throws(Problem) -> AcceptedChange
    {
        try await change(
            context, body: "delete \(id) \(version ?? -1)",
            order: { _ throws(StateError) in (.deleted, try await held(id, expected: version)) },
            operation: { request throws(StateError) in
                try await store.delete(id: id, expectedVersion: version, request: request)
            })
    }

    /// The order as it is now, for who acts before a change: the change itself looks once more.
    nonisolated(nonsending) private func held(_ id: String, expected version: Int64?) async throws(StateError) -> Order
    {
        let stored = try await store.get(id: id)
        guard version == nil || version == stored.version else {
            throw StateError(.versionConflict, "order \(id) has another version")
        }
        return stored.order
    }

    /// - Parameter order: what the change is about to make of which order; asked for only where the services are called
    ///   before it.
    nonisolated(nonsending) private func change(
        _ context: Context, body: @autoclosure () -> String,
        order: nonisolated(nonsending) (Timestamp) async throws(StateError) -> (OrderAction, Order),
        operation: nonisolated(nonsending) (ChangeRequest) async throws(StateError) -> StoredOrder
    ) async throws(Problem) -> AcceptedChange {
        guard !broker.isLost else { throw .brokerLost }
        guard context.mayDirect || settings.current.ordering == .open else { throw .orderingPaused }
        if let key = context.idempotencyKey, !Identifier.isAcceptable(key) {
            throw .badIdempotencyKey
        }
        var request = ChangeRequest(
            correlationID: context.correlationID,
            traceparent: Identifier.traceparent(of: context.traceparent),
            idempotency: context.idempotencyKey.map {
                ChangeRequest.Idempotency(caller: context.caller, key: $0, bodyHash: SHA1.hex(body()))
            }, person: context.person, instance: instanceID)
        do {
            var calls: [SyncCall] = []
            if sync.isOn {
                // What was done already must not be done again: nobody is to be notified twice.
                if let idempotency = request.idempotency, let given = try await store.answer(to: idempotency) {
                    return AcceptedChange(stored: given)
                }
                let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
                let (action, changed) = try await order(now)
                calls = try await sync.call(
                    SyncOrder(
                        action: action, order: changed, correlationID: context.correlationID,
                        startedAt: now.milliseconds))
                request.isSync = true
            }
            let stored = try await operation(request)
            changed()
            return AcceptedChange(stored: stored, calls: stored.isReplay ? [] : calls)
        } catch let error as StateError {
            throw Problem(error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(500, "internal", "\(error)")
        }
    }

    // MARK: Reading

    nonisolated(nonsending) func get(_ id: String) async throws(Problem) -> StoredOrder {
        do {
            return try await store.get(id: id)
        } catch {
            throw Problem(error)
        }
    }

    nonisolated(nonsending) func list(limit: Int, cursor: String?) async throws(Problem) -> OrderPage {
        do {
            return try await store.list(limit: limit, cursor: cursor)
        } catch {
            throw Problem(error)
        }
    }

    /// The state of all orders, as a subscription begins with it.
    nonisolated(nonsending) func snapshot() async -> Result<OrderSnapshot, Problem> {
        do {
            return .success(try await store.snapshot(limit: 200))
        } catch {
            return .failure(Problem(error))
        }
    }
}

extension Problem {
    static let orderingPaused = Problem(
        409, "ordering.paused", "the instructor has paused ordering: wait until it goes on")
}

extension StoredOrder {
    /// As callers see it: the contract's fields and its version.
    var json: [UInt8] { JSONWriter.object { order.write(to: &$0, version: version) } }
}
