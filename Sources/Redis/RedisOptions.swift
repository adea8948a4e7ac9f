/// Which Redis to use, and how long to wait for it.
public struct RedisOptions: Sendable {
    /// `redis://[[user]:password@]host[:port][/database]` or `unix://[[user]:password@]/path[?db=database]`.
    public let url: String
    /// How long a command, or an attempt to connect, may take.
    public var deadline: Duration
    let endpoint: RedisEndpoint

    /// - Throws: ``RedisError/Code/configuration`` with a sentence for the person who wrote the URL. TLS (`rediss://`) is
    ///   refused: hiredis 0.14 has none.
    public init(url: String, deadline: Duration = .seconds(2)) throws(RedisError) {
        self.init(url: url, deadline: deadline, endpoint: try RedisEndpoint(url: url))
    }

    init(url: String, deadline: Duration, endpoint: RedisEndpoint) {
        self.url = url
        self.deadline = deadline
        self.endpoint = endpoint
    }

    /// The address for messages and log lines: never the password.
    public var address: String { endpoint.description }
}
