import Options

extension SessionLimits {
    /// Reads them all; what is wrong is collected in `reader`.
    public init(_ reader: inout OptionReader) {
        reader.section("What one connection may do")
        messageBytes = reader.option(
            "max-message-bytes", default: 16 * 1024, in: 1024...(1 << 20), help: "Longest message taken of a client.")
        messagesPerSecond = reader.option(
            "max-messages-per-second", default: 100, in: 0...1_000_000,
            help: "Messages a second taken of one connection; 0 is any number.")
        subscriptions = reader.option(
            "max-subscriptions", default: 100, in: 1...100_000, help: "Channels that one connection may follow.")
        handshakeDeadline = reader.option(
            "handshake-deadline", default: .seconds(10), help: "How long a connection may take to say what it wants.")
        pingInterval = reader.option(
            "ping-interval", default: .seconds(25), help: "How long nothing may come before a WebSocket is pinged.")
        pongDeadline = reader.option(
            "pong-deadline", default: .seconds(10), help: "How long after a ping something must have come.")
        stallDeadline = reader.option(
            "stall-deadline", default: .seconds(30),
            help: "How long a client may accept nothing of what waits for it.")
    }
}
