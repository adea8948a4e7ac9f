/// What a swarm saw since its last report. One line of JSON each.
public struct SwarmReport: Codable, Sendable {
    /// When it was made, by ``MonotonicClock``.
    public var time: Int64 = 0
    /// How long it is since the last one, in microseconds.
    public var span: Int64 = 0
    /// Clients that are subscribed, of those asked for; and when the last became so, since the first connected.
    public var subscribed = 0
    public var subscribedAfter: Int64 = 0
    /// Clients that were lost or refused, in all.
    public var lost = 0
    public var deliveries = 0
    public var bytes = 0
    /// Calls of `read` that returned something.
    public var reads = 0
    /// Records that were missing in a client's sequence, and that came twice or late; in all.
    public var missing = 0
    public var doubled = 0
    /// Times that a client was told of a gap, in all.
    public var gaps = 0
    /// What a server refused, the last time.
    public var error: String?
    /// See ``LatencyHistogram/buckets``.
    public var latencies: [[UInt64]] = []

    public init() {}
}
