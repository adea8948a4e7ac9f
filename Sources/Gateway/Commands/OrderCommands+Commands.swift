import JSONText
import OrderEvents
import State

/// Orders over a WebSocket; over HTTP they have routes of their own, for what HTTP says in headers and status.
extension OrderCommands {
    private typealias Change =
        nonisolated(nonsending) @Sendable (OrderCommands, OrderFields, Context) async throws(Problem) -> [UInt8]

    /// - Parameter orders: nil: this gateway takes none, and says so.
    static func commands(_ orders: OrderCommands?) -> [Command] {
        func command(_ name: String, _ run: @escaping Change) -> Command {
            Command(name, nil, .order) { input, context throws(Problem) in
                guard let orders else { throw .noOrderCommands }
                guard let data = input.object, let fields = OrderFields(validJSON: data) else {
                    throw Problem(400, "message.invalid", "data is missing")
                }
                return try await run(
                    orders, fields,
                    Context(
                        caller: context.caller, idempotencyKey: context.idempotencyKey,
                        person: Person(context.identity, name: context.session?.name),
                        mayDirect: context.identity?.role.may(.direct) ?? false))
            }
        }
        return [
            command("order.create") { orders, fields, context throws(Problem) in
                try await orders.create(try draft(fields), context).json
            },
            command("order.update") { orders, fields, context throws(Problem) in
                let id = try id(fields)
                let draft = try draft(fields, allowing: ["id", "version"])
                return try await orders.update(id, draft, expected: try version(fields), context).json
            },
            command("order.delete") { orders, fields, context throws(Problem) in
                let id = try id(fields)
                return try await orders.delete(id, expected: try version(fields), context).deletionJSON
            },
        ]
    }

    private static func draft(
        _ fields: OrderFields, allowing others: Set<String> = []
    ) throws(Problem) -> OrderDraft {
        do {
            return try fields.draft(allowing: others)
        } catch {
            throw Problem(error)
        }
    }

    private static func id(_ fields: OrderFields) throws(Problem) -> String {
        guard let id = fields.text("id") else {
            throw Problem(InvalidOrder.fields([FieldProblem(field: "id", message: "is required")]))
        }
        return id
    }

    private static func version(_ fields: OrderFields) throws(Problem) -> Int64? {
        guard fields.contains("version") else { return nil }
        guard let version = fields.integer("version") else {
            throw Problem(InvalidOrder.fields([FieldProblem(field: "version", message: "must be a whole number")]))
        }
        return version
    }
}
