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

    // MARK: As WebSocket commands

    /// - Returns: the `data` of the result: the order, or the id of one that was deleted.
    nonisolated(nonsending) func run(_ command: ClientMessage.Command, caller: String) async throws(Problem) -> [UInt8]
    {
        let context = Context(caller: caller, idempotencyKey: command.idempotencyKey)
        switch command.name {
        case "order.create":
            return try await create(try draft(command), context).json
        case "order.update":
            let id = try id(command)
            return try await update(id, try draft(command), expected: try version(command), context).json
        case "order.delete":
            let id = try id(command)
            _ = try await delete(id, expected: try version(command), context)
            return JSONWriter.object { $0.field("id", id) }
        default:
            throw Problem(
                404, "command.unknown",
                "there is no command \(command.name.prefix(40)); there are order.create, order.update, order.delete")
        }
    }

    private func draft(_ command: ClientMessage.Command) throws(Problem) -> OrderDraft {
        guard let data = command.data else { throw Problem(400, "message.invalid", "data is missing") }
        do {
            return try data.draft(allowing: command.name == "order.create" ? [] : ["id", "version"])
        } catch {
            throw Problem(error)
        }
    }

    private func id(_ command: ClientMessage.Command) throws(Problem) -> String {
        guard let id = command.data?.text("id") else {
            throw Problem(InvalidOrder.fields([FieldProblem(field: "id", message: "is required")]))
        }
        return id
    }

    private func version(_ command: ClientMessage.Command) throws(Problem) -> Int64? {
        guard let data = command.data, data.contains("version") else { return nil }
        guard let version = data.integer("version") else {
            throw Problem(InvalidOrder.fields([FieldProblem(field: "version", message: "must be a whole number")]))
        }
        return version
    }
}

extension StoredOrder {
    /// As callers see it: the contract's fields and its version.
    var json: [UInt8] { JSONWriter.object { order.write(to: &$0, version: version) } }
}
