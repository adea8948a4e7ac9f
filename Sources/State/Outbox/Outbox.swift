public import Redis

/// What changes of orders owe to Kafka, oldest first: the stream `outbox`, and the lease on bringing it there.
public struct Outbox: Sendable {
    private let redis: RedisConnection
    private let acknowledge: RedisScript
    /// The right to bring it to Kafka.
    private let lease: Lease

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        acknowledge = try scripts.script("outbox_acknowledge")
        lease = try Lease(redis: redis, scripts: scripts, key: OrderKeys.lease)
    }

    // MARK: Lease

    /// Takes the lease, or holds on to it.
    ///
    /// - Returns: whether `owner` has it for the next `duration`.
    nonisolated(nonsending) public func holdLease(owner: String, for duration: Duration) async throws(StateError)
        -> Bool
    {
        try await lease.hold(owner: owner, for: duration)
    }

    nonisolated(nonsending) public func releaseLease(owner: String) async throws(StateError) {
        try await lease.release(owner: owner)
    }

    // MARK: Entries

    /// The entries after `last`, or from the oldest on.
    nonisolated(nonsending) public func read(after last: OutboxEntry.ID?, count: Int) async throws(StateError)
        -> [OutboxEntry]
    {
        let reply = try await redis.state([
            "XRANGE", .text(OrderKeys.outbox), .text(last.map { "(\($0.text)" } ?? "-"), "+", "COUNT", .integer(count),
        ])
        return try OutboxEntry.list(reply.list ?? [])
    }

    /// Deletes entries that Kafka has acknowledged. Whoever holds the lease by now: what Kafka has need not be sent again.
    ///
    /// - Returns: how many are left.
    @discardableResult
    nonisolated(nonsending) public func acknowledge(_ receipts: [OutboxEntry.Receipt]) async throws(StateError) -> Int {
        var arguments: [RedisArgument] = [.integer(receipts.count)]
        arguments += receipts.map { .text($0.id.text) }
        arguments += receipts.compactMap(\.deleted).map { .text($0) }
        let reply = try await redis.state(
            acknowledge, keys: [OrderKeys.outbox, OrderKeys.deleted], arguments: arguments)
        return Int(reply.int ?? 0)
    }

    /// How many events are owed.
    nonisolated(nonsending) public func depth() async throws(StateError) -> Int {
        Int(try await redis.state(["XLEN", .text(OrderKeys.outbox)]).int ?? 0)
    }

    /// Calls `body` on the connection's loop whenever something may have been added, also after each reconnect.
    nonisolated(nonsending) public func onNewEntries(_ body: @escaping @Sendable () -> Void) async {
        await redis.subscribe(OrderKeys.outbox, onMessage: { _ in body() }, onConnected: body)
    }
}
