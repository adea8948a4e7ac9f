import JSONText

/// Who a swarm's clients are.
public struct SwarmOptions: Sendable {
    public var port: Int
    public var clients: Int
    public var channel: String
    /// Each client follows one key of its own: `key-0`, `key-1` …
    public var isKeyed = false
    /// Offers `permessage-deflate` (RFC 7692).
    public var compresses = false
    /// So many of the clients never read after their subscription was answered.
    public var silent = 0
    /// Connections that are on their way to being open at a time.
    public var opening = 128
    /// How often ``SwarmReport`` is made.
    public var reportInterval: Int64 = 100_000
    /// Ends after so many microseconds without a server.
    public init(port: Int, clients: Int, channel: String) {
        self.port = port
        self.clients = clients
        self.channel = channel
    }

    /// The name of the key that a client follows.
    public static func key(_ index: Int) -> String { "key-\(index)" }

    /// What client `index` asks for.
    func subscription(of index: Int) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "subscribe")
            $0.field("id", "s")
            $0.array("channels") { $0.element(channel) }
            if isKeyed { $0.array("keys") { $0.element(Self.key(index)) } }
        }
    }
}
