public import Options

extension RedisOptions {
    /// Reads `REDIS_URL` and `REDIS_DEADLINE`. What is wrong with them is among what `reader.finish()` reports.
    public init(_ reader: inout OptionReader) {
        reader.section("Redis")
        let url = reader.option(
            "redis", default: "redis://127.0.0.1:6379", help: Self.help, environment: "REDIS_URL", placeholder: "url")
        self.init(url, &reader)
    }

    /// Reads them where Redis may be left out.
    /// - Returns: nil where no address is given.
    public static func ifGiven(_ reader: inout OptionReader) -> RedisOptions? {
        reader.section("Redis")
        let url = reader.option(
            "redis", as: String.self, help: help, environment: "REDIS_URL", placeholder: "url")
        let options = RedisOptions(url ?? "redis://127.0.0.1:6379", &reader)
        return url == nil ? nil : options
    }

    private static let help = "Redis: redis://[user:password@]host:port[/db] or unix:///path."

    private init(_ url: String, _ reader: inout OptionReader) {
        let deadline = reader.option(
            "redis-deadline", default: Duration.seconds(2), in: .milliseconds(10)...Duration.seconds(600),
            help: "Longest wait for an answer of Redis, or for a connection to it.")
        var endpoint = RedisEndpoint(address: .tcp(host: "127.0.0.1", port: 6379))
        do {
            endpoint = try RedisEndpoint(url: url)
        } catch {
            reader.reject("redis", error.message)
        }
        self.init(url: url, deadline: deadline, endpoint: endpoint)
    }
}
