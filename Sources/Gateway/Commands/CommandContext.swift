import Access

/// Who asks, and what goes along with it.
struct CommandContext: Sendable {
    var identity: Identity?
    var idempotencyKey: String?
    var correlationID: String = Identifier.random()
    var traceparent: String?
    /// The connection it came over; nil over HTTP. For the shard that it belongs to only.
    var session: Session?

    /// Who asks, as idempotency keys know it.
    var caller: String { identity?.caller ?? "" }
}
