public import Options

extension RedisOptions {
    /// Reads `REDIS_URL` and `REDIS_DEADLINE`. What is wrong with them is among what `reader.finish()` reports.
    public init(_ reader: inout OptionReader) {
        reader.section("Redis")
        let url = reader.option(
            "redis-url", default: "redis://127.0.0.1:6379",
            help: "Redis: redis://[user:password@]host:port[/db] or unix:///path.",
            placeholder: "url")
        let deadline = reader.option(
            "redis-deadline", default: Duration.seconds(2), in: .milliseconds(10)...Duration.seconds(600),
            help: "Longest wait for an answer of Redis, or for a connection to it.")
        var endpoint = RedisEndpoint(address: .tcp(host: "127.0.0.1", port: 6379))
        do {
            endpoint = try RedisEndpoint(url: url)
        } catch {
            reader.reject("redis-url", error.message)
        }
        self.init(url: url, deadline: deadline, endpoint: endpoint)
    }
}
