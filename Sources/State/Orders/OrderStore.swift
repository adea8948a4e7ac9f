import Foundation
public import OrderEvents
public import Redis

/// The orders, in Redis: `order:<id>`, `orders:by-created`, and with every change the two events that it owes Kafka.
///
/// Each method is one call of one script, so it happens as a whole or not at all, whoever else is at it.
public struct OrderStore: Sendable {
    public struct Options: Sendable {
        public var topics: TopicNames
        /// Entries of the outbox at which changes are refused.
        public var outboxLimit: Int
        /// How long id and version of a deleted order are kept.
        public var horizon: Duration

        public init(topics: TopicNames, outboxLimit: Int = 100_000, horizon: Duration) {
            self.topics = topics
            self.outboxLimit = outboxLimit
            self.horizon = horizon
        }
    }

    /// How long the answer to an idempotency key is kept.
    public static let idempotencyLifetime = Duration.seconds(24 * 3600)

    private let redis: RedisConnection
    private let options: Options
    private let change: RedisScript
    private let list: RedisScript
    private let snapshot: RedisScript

    public init(redis: RedisConnection, scripts: ScriptFolder, options: Options) throws(StateError) {
        self.redis = redis
        self.options = options
        change = try scripts.script("order_change")
        list = try scripts.script("order_list")
        snapshot = try scripts.script("order_snapshot")
    }

    // MARK: Changes

    /// - Throws: `.outboxFull`, `.idempotencyMismatch`, `.storageFull`, `.unavailable`.
    nonisolated(nonsending) public func create(id: String, draft: OrderDraft, request: ChangeRequest)
        async throws(StateError) -> StoredOrder
    {
        try await apply(.created, id, draft, nil, request)
    }

    /// - Parameter expectedVersion: what the caller saw; nil changes whatever is held.
    /// - Throws: as ``create(id:draft:request:)``, and `.notFound`, `.versionConflict`.
    nonisolated(nonsending) public func update(
        id: String, draft: OrderDraft, expectedVersion: Int64? = nil, request: ChangeRequest
    ) async throws(StateError) -> StoredOrder {
        try await apply(.updated, id, draft, expectedVersion, request)
    }

    /// - Returns: the order as it was, with the version of its deletion.
    /// - Throws: as ``update(id:draft:expectedVersion:request:)``.
    nonisolated(nonsending) public func delete(
        id: String, expectedVersion: Int64? = nil, request: ChangeRequest
    ) async throws(StateError) -> StoredOrder {
        try await apply(.deleted, id, nil, expectedVersion, request)
    }

    nonisolated(nonsending) private func apply(
        _ action: OrderAction, _ id: String, _ draft: OrderDraft?, _ version: Int64?, _ request: ChangeRequest
    ) async throws(StateError) -> StoredOrder {
        let reply = try await redis.state(
            change,
            keys: [
                OrderKeys.order(id), OrderKeys.byCreated, OrderKeys.deleted, OrderKeys.outbox,
                request.idempotency.map(OrderKeys.idempotency) ?? "", RoomKeys.orders, RoomKeys.names,
            ],
            arguments: [
                .text(action.rawValue), .text(id), .text(version.map(String.init) ?? ""),
                .text(draft?.customerName ?? ""), .text(draft?.item ?? ""),
                .text(draft.map { String($0.quantity) } ?? ""), .text(draft?.price.description ?? ""),
                .text(options.topics.orders), .text(options.topics.audit), .text(request.correlationID),
                .text(request.traceparent), .integer(options.outboxLimit), .integer(options.horizon.components.seconds),
                .text(request.idempotency?.bodyHash ?? ""), .integer(Self.idempotencyLifetime.components.seconds),
                .text(request.instance), .text(request.isSync ? "1" : ""), .text(request.person?.id ?? ""),
                .text(request.person?.name ?? ""),
            ])
        guard let fields = reply.list, let outcome = fields.first?.text else {
            throw StateError(.corrupt, "order_change answered \(reply)")
        }
        switch outcome {
        case "done": return try StoredOrder(fields.dropFirst())
        case "replayed":
            var order = try StoredOrder(fields.dropFirst())
            order.isReplay = true
            return order
        case "unknown": throw StateError(.notFound, "there is no order \(id)")
        case "conflict": throw StateError(.versionConflict, "order \(id) has another version")
        case "full": throw StateError(.outboxFull, "\(options.outboxLimit) events are owed to Kafka")
        case "mismatch": throw StateError(.idempotencyMismatch, "the key was used with another request")
        default: throw StateError(.corrupt, "order_change answered \(outcome)")
        }
    }

    // MARK: Reading

    /// The answer that was given to this key already, with the marks of one; nil where it is new.
    ///
    /// For whoever has something to do before a change that must not be done twice. The change itself looks once more.
    /// - Throws: `.idempotencyMismatch`, `.unavailable`.
    nonisolated(nonsending) public func answer(
        to idempotency: ChangeRequest.Idempotency
    ) async throws(StateError) -> StoredOrder? {
        guard let text = try await redis.state(["GET", .text(OrderKeys.idempotency(idempotency))]).text else {
            return nil
        }
        guard let kept = try? JSONDecoder().decode([String].self, from: Data(text.utf8)), let hash = kept.first else {
            throw StateError(.corrupt, "an answer kept for an idempotency key cannot be read")
        }
        guard hash == idempotency.bodyHash else {
            throw StateError(.idempotencyMismatch, "the key was used with another request")
        }
        var order = try StoredOrder(kept.dropFirst().map { RedisReply.string(Array($0.utf8)) })
        order.isReplay = true
        return order
    }

    /// - Throws: `.notFound`, `.unavailable`.
    nonisolated(nonsending) public func get(id: String) async throws(StateError) -> StoredOrder {
        let names: [RedisArgument] = [
            "customerName", "item", "quantity", "price", "status", "createdAt", "version",
        ]
        let reply = try await redis.state(["HMGET", .text(OrderKeys.order(id))] + names)
        // Of a deleted order the version is left.
        guard let fields = reply.list, fields.first?.text != nil else {
            throw StateError(.notFound, "there is no order \(id)")
        }
        return try StoredOrder([.string(Array(id.utf8))] + fields)
    }

    /// - Parameters:
    ///   - limit: most orders on the page.
    ///   - cursor: ``OrderPage/next`` of the page before.
    /// - Throws: `.invalidCursor`, `.unavailable`.
    nonisolated(nonsending) public func list(limit: Int, cursor: String? = nil) async throws(StateError) -> OrderPage {
        var from: PageCursor?
        if let cursor { from = try PageCursor(cursor) }
        let reply = try await redis.state(
            list, keys: [OrderKeys.byCreated],
            arguments: [
                .integer(limit + 1), .text(from.map { String($0.createdAt) } ?? ""), .text(from?.id ?? ""),
                .text(OrderKeys.orderPrefix),
            ])
        guard let rows = reply.list, let total = rows.first?.int else {
            throw StateError(.corrupt, "order_list answered \(reply)")
        }
        var orders = try Self.orders(rows.dropFirst())
        let hasMore = orders.count > limit
        if hasMore { orders.removeLast() }
        return OrderPage(
            orders: orders, total: Int(total), next: hasMore ? orders.last.map { PageCursor($0.order).text } : nil)
    }

    /// The newest orders, and what was deleted but may still arrive from Kafka.
    nonisolated(nonsending) public func snapshot(limit: Int) async throws(StateError) -> OrderSnapshot {
        let reply = try await redis.state(
            snapshot, keys: [OrderKeys.byCreated, OrderKeys.deleted],
            arguments: [.integer(limit), .text(OrderKeys.orderPrefix)])
        guard let parts = reply.list, parts.count == 3, let total = parts[0].int, let rows = parts[1].list,
            let deleted = parts[2].list
        else { throw StateError(.corrupt, "order_snapshot answered \(reply)") }
        let gone = stride(from: 0, to: deleted.count - 1, by: 2).compactMap { index -> (id: String, version: Int64)? in
            guard let id = deleted[index].text, let version = deleted[index + 1].text.flatMap({ Double($0) }) else {
                return nil
            }
            return (id, Int64(version))
        }
        return OrderSnapshot(orders: try Self.orders(rows[...]), total: Int(total), deleted: gone)
    }

    private static func orders(_ rows: ArraySlice<RedisReply>) throws(StateError) -> [StoredOrder] {
        var orders: [StoredOrder] = []
        orders.reserveCapacity(rows.count)
        for row in rows { orders.append(try StoredOrder(row.list ?? [])) }
        return orders
    }
}
