import EventLoop
import Redis

/// Looks at Redis: whether it answers, takes writes, and never throws anything away.
struct RedisCheck: Sendable {
    let loop: EventLoop
    let url: String

    func findings() async -> [Finding] {
        let options: RedisOptions
        do throws(RedisError) { options = try RedisOptions(url: url) } catch {
            return [.fail("redis", error.message, remedy: "correct REDIS_URL")]
        }
        let redis = RedisConnection(loop: loop, options: options, name: "doctor")
        guard await redis.waitUntilConnected(timeout: .seconds(3)) else {
            await redis.close()
            return [
                .fail(
                    "redis", "\(options.address) does not answer",
                    remedy: "is it running, and is REDIS_URL its address? Without that variable one is started")
            ]
        }
        let findings = [await writable(redis), await policy(redis)]
        await redis.close()
        return findings
    }

    private func writable(_ redis: RedisConnection) async -> Finding {
        do throws(RedisError) {
            _ = try await redis.send(["SET", "dojo:doctor", "1", "PX", "1000"])
            return .ok("redis", "\(redis.address) takes writes")
        } catch {
            return .fail(
                "redis", "\(redis.address) takes no writes: \(error.message)",
                remedy: "REDIS_URL must be a primary with free memory, and its user allowed to write")
        }
    }

    private func policy(_ redis: RedisConnection) async -> Finding {
        let reply = try? await redis.send(["CONFIG", "GET", "maxmemory-policy"])
        return Self.policy(reply?.list?.last?.text)
    }

    /// Orders are state, no cache.
    static func policy(_ name: String?) -> Finding {
        let remedy = "redis-cli CONFIG SET maxmemory-policy noeviction"
        guard let name else {
            return .warn("redis memory", "whether it evicts keys cannot be told", remedy: "make sure of it: \(remedy)")
        }
        return name == "noeviction"
            ? .ok("redis memory", "nothing is evicted")
            : .fail("redis memory", "\(name): when memory is full, orders get lost", remedy: remedy)
    }
}
