/// How much one WebSocket may do, and for how long it may do nothing.
public struct SessionLimits: Sendable {
    /// Longest message that is taken, in bytes.
    public var messageBytes = 16 * 1024
    /// Messages a second that are taken from one connection; 0: any number.
    public var messagesPerSecond = 100
    /// Channels that one connection may follow.
    public var subscriptions = 100
    /// How long after the connection began its upgrade may be complete.
    public var handshakeDeadline: Duration = .seconds(10)
    /// How long nothing may come before it is pinged, and how long then until it is dropped.
    public var pingInterval: Duration = .seconds(25)
    public var pongDeadline: Duration = .seconds(10)
    /// How long a client may accept nothing of what waits for it.
    public var stallDeadline: Duration = .seconds(30)

    public init() {}
}
