import Redis

/// Whether Redis takes changes: one that has reached `maxmemory` answers, and refuses them.
enum StorageRoom {
    /// What is wrong, in a sentence; nil where there is room, and where Redis does not say.
    static func trouble(of redis: RedisConnection) async -> String? {
        guard let text = try? await redis.send(["INFO", "memory"]).text else { return nil }
        return trouble(info: text)
    }

    /// As Redis itself decides it: buffers of replicas and of the append-only file do not count
    /// (<https://redis.io/docs/latest/commands/info/>, section memory).
    static func trouble(info: String) -> String? {
        var fields: [Substring: Substring] = [:]
        for line in info.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        func number(_ name: Substring) -> Int { fields[name].flatMap { Int($0) } ?? 0 }
        let (limit, used) = (number("maxmemory"), number("used_memory") - number("mem_not_counted_for_evict"))
        guard limit > 0, used > limit, fields["maxmemory_policy"] == "noeviction" else { return nil }
        return "Redis is full: \(used) bytes of \(limit), so changes are refused"
    }
}
