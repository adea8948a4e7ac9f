import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Redis

@Suite("Redis connection")
struct RedisConnectionTests {
    @Test func answersComeAsTheirTypes() async throws {
        try await withConnection { redis, _ in
            #expect(try await redis.send(["SET", "a", .bytes([0, 255, 13, 10])]) == .status("OK"))
            #expect(try await redis.send(["GET", "a"]) == .string([0, 255, 13, 10]))
            #expect(try await redis.send(["GET", "missing"]) == .null)
            #expect(try await redis.send(["INCRBY", "n", -5]) == .integer(-5))
            let nested = try await redis.send(["EVAL", "return {1, {'two', false}, redis.error_reply('NO way')}", 0])
            #expect(nested == .array([.integer(1), .array([.string(Array("two".utf8)), .null]), .error("NO way")]))
            #expect(try await redis.send(["HGETALL", "missing"]).fields == [:])
        }
    }

    @Test func anErrorAnswerIsThrownAndHarmsNobodyElse() async throws {
        try await withConnection { redis, _ in
            _ = try await redis.send(["SET", "a", "text"])
            let error = await #expect(throws: RedisError.self) { try await redis.send(["INCR", "a"]) }
            #expect(error?.code == .server)
            #expect(error?.message.contains("not an integer") == true)
            #expect(try await redis.send(["GET", "a"]).text == "text")
        }
    }

    @Test func manyAtOnceEachGetTheirOwnAnswer() async throws {
        try await withConnection { redis, _ in
            let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<5_000 {
                    group.addTask { try await redis.send(["ECHO", .integer(number)]).int == Int64(number) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(right == 5_000)
        }
    }

    @Test func aLargeCommandAndAnswerPass() async throws {
        try await withConnection { redis, _ in
            let large = [UInt8](repeating: 42, count: 20_000_000)
            _ = try await redis.send(["SET", "large", .bytes(large)])
            #expect(try await redis.send(["GET", "large"]).bytes == large)
        }
    }

    @Test func aScriptIsSentOnceAndAgainWhenRedisForgotIt() async throws {
        try await withConnection { redis, _ in
            let script = RedisScript(name: "add", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")
            #expect(try await redis.run(script, keys: ["n"], arguments: [2]).int == 2)
            #expect(script.sha?.count == 40)
            _ = try await redis.send(["SCRIPT", "FLUSH"])
            #expect(try await redis.run(script, keys: ["n"], arguments: [3]).int == 5)
        }
    }

    @Test func aFullRedisIsToldApart() async throws {
        try await withConnection(settings: ["--maxmemory", "1mb"]) { redis, _ in
            let error = await #expect(throws: RedisError.self) {
                for number in 0..<1_000 {
                    _ = try await redis.send(["SET", "\(number)", .bytes([UInt8](repeating: 1, count: 10_000))])
                }
            }
            #expect(error?.code == .outOfMemory)
            let script = RedisScript(name: "set", source: "return redis.call('SET', KEYS[1], 'x')")
            let inScript = await #expect(throws: RedisError.self) { try await redis.run(script, keys: ["more"]) }
            #expect(inScript?.code == .outOfMemory)
        }
    }

    @Test func logsInAndSelectsTheDatabase() async throws {
        let server = try await PrivateRedis.start(settings: ["--requirepass", "s@fe"])
        try await withLoop { loop in
            let redis = try connect(loop, "unix://:s%40fe@\(server.socket)?db=3")
            #expect(try await redis.send(["CLIENT", "LIST"]).text?.contains("name=test") == true)
            #expect(try await redis.send(["CLIENT", "LIST"]).text?.contains("db=3") == true)
            await redis.close()

            let stranger = try connect(loop, server.url + "?db=3")
            let error = await #expect(throws: RedisError.self) { try await stranger.send(["GET", "a"]) }
            #expect(error?.code == .connection)
            #expect(error?.message.contains("NOAUTH") == true)
            await stranger.close()
        }
    }

    @Test func aClosedConnectionRefuses() async throws {
        try await withConnection { redis, _ in
            _ = try await redis.send(["PING"])
            await redis.close()
            let error = await #expect(throws: RedisError.self) { try await redis.send(["PING"]) }
            #expect(error?.code == .closed)
            #expect(await redis.waitUntilConnected(timeout: .seconds(5)) == false)
        }
    }
}

/// Runs `body` with a connection to a Redis of its own.
private func withConnection(
    settings: [String] = [], _ body: (RedisConnection, PrivateRedis) async throws -> Void
) async throws {
    let server = try await PrivateRedis.start(settings: settings)
    try await withLoop { loop in
        let redis = try connect(loop, server.url)
        try await body(redis, server)
        await redis.close()
    }
}

func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop(name: "redis-test")
    defer { loop.stop() }
    try await body(loop)
}

func connect(_ loop: EventLoop, _ url: String, deadline: Duration = .seconds(5)) throws -> RedisConnection {
    RedisConnection(loop: loop, options: try RedisOptions(url: url, deadline: deadline), name: "test")
}
