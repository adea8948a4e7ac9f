import Fanout
import JSONText
import OrderEvents
import State

/// What a caller may do to orders, whichever way the request came: HTTP and WebSocket both end here.
///
/// Each shard has its own, on its own loop and Redis connection.
struct OrderCommands: Sendable {
    let store: OrderStore
    let broker: BrokerWatch
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
    }

    // MARK: Changes

    nonisolated(nonsending) func create(_ draft: OrderDraft, _ context: Context) async throws(Problem) -> StoredOrder {
        try await change(context, body: "create \(draft.canonicalJSON)") { request throws(StateError) in
            try await store.create(id: Identifier.random(), draft: draft, request: request)
        }
    }

    nonisolated(nonsending) func update(
        _ id: String, _ draft: OrderDraft, expected version: Int64?, _ context: Context
    ) async throws(Problem) -> StoredOrder {
        try await change(context, body: "update \(id) \(version ?? -1) \(draft.canonicalJSON)") {
            request throws(StateError) in
            try await store.update(id: id, draft: draft, expectedVersion: version, request: request)
        }
    }

    nonisolated(nonsending) func delete(_ id: String, expected version: Int64?, _ context: Context)
        async throws(Problem) -> StoredOrder
    {
        try await change(context, body: "delete \(id) \(version ?? -1)") { request throws(StateError) in
            try await store.delete(id: id, expectedVersion: version, request: request)
        }
    }

    nonisolated(nonsending) private func change(
        _ context: Context, body: @autoclosure () -> String,
        _ operation: nonisolated(nonsending) (ChangeRequest) async throws(StateError) -> StoredOrder
    ) async throws(Problem) -> StoredOrder {
        guard !broker.isLost else { throw .brokerLost }
        if let key = context.idempotencyKey, !Identifier.isAcceptable(key) {
            throw .badIdempotencyKey
        }
        let request = ChangeRequest(
            correlationID: context.correlationID,
            traceparent: Identifier.traceparent(of: context.traceparent),
            idempotency: context.idempotencyKey.map {
                ChangeRequest.Idempotency(caller: context.caller, key: $0, bodyHash: SHA1.hex(body()))
            }, instance: instanceID)
        do {
            let order = try await operation(request)
            changed()
            return order
        } catch {
            throw Problem(error)
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

extension StoredOrder {
    /// As callers see it: the contract's fields and its version.
    var json: [UInt8] { JSONWriter.object { order.write(to: &$0, version: version) } }
}
