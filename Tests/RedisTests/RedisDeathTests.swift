import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Redis

/// Every way in which a Redis can be gone ends every command, and is got over.
@Suite("Redis going away")
struct RedisDeathTests {
    @Test func aRefusedConnectionIsReportedAtOnce() async throws {
        try await withLoop { loop in
            for url in ["redis://127.0.0.1:1", "redis://localhost:1", "unix:///tmp/no-such-redis.sock"] {
                let redis = try connect(loop, url, deadline: .seconds(60))
                let error = await #expect(throws: RedisError.self) { try await redis.send(["PING"]) }
                #expect(error?.code == .connection, "\(url)")
                #expect(await !redis.isConnected)
                await redis.close()
            }
        }
    }

    @Test func anUnknownHostIsReported() async throws {
        try await withLoop { loop in
            let redis = try connect(loop, "redis://no-such-host.invalid", deadline: .seconds(60))
            let error = await #expect(throws: RedisError.self) { try await redis.send(["PING"]) }
            #expect(error?.message.contains("no-such-host.invalid") == true)
            await redis.close()
        }
    }

    @Test(arguments: [false, true])
    func aKilledServerFailsWhatIsInFlightAndItsSuccessorIsFound(tcp: Bool) async throws {
        let server = try await PrivateRedis.start(tcp: tcp)
        try await withLoop { loop in
            let redis = try connect(loop, tcp ? "redis://127.0.0.1:\(server.port)" : server.url, deadline: .seconds(60))
            _ = try await redis.send(["SET", "a", 1])
            let other = try connect(loop, server.url)
            async let blocked = outcome(of: ["BLPOP", "nothing", 0], on: redis)
            try await waitUntil("the command is in flight") {
                try await other.send(["CLIENT", "LIST"]).text?.contains("cmd=blpop") == true
            }
            await other.close()
            server.kill()
            #expect(await blocked == .connection)
            try await waitUntil("the loss is noticed") { await !redis.isConnected }
            let error = await #expect(throws: RedisError.self) { try await redis.send(["GET", "a"]) }
            #expect(error?.code == .connection)

            try await server.start()
            #expect(await redis.waitUntilConnected(timeout: .seconds(10)))
            #expect(try await redis.send(["GET", "a"]) == .null)
            await redis.close()
        }
    }

    @Test func aConnectionResetByTheServerIsReported() async throws {
        let server = try await PrivateRedis.start(tcp: true)
        try await withLoop { loop in
            let redis = try connect(loop, "redis://127.0.0.1:\(server.port)", deadline: .seconds(60))
            let other = try connect(loop, server.url)
            let id = try await redis.send(["CLIENT", "ID"]).int ?? 0
            async let blocked = outcome(of: ["BLPOP", "nothing", 0], on: redis)
            try await waitUntil("the command is in flight") {
                try await other.send(["CLIENT", "LIST"]).text?.contains("cmd=blpop") == true
            }
            _ = try await other.send(["CLIENT", "KILL", "ID", .integer(id)])
            #expect(await blocked == .connection)
            #expect(await redis.waitUntilConnected(timeout: .seconds(10)))
            await redis.close()
            await other.close()
        }
    }

    @Test func aFrozenServerIsFoundByTheDeadline() async throws {
        let server = try await PrivateRedis.start()
        try await withLoop { loop in
            let redis = try connect(loop, server.url, deadline: .milliseconds(300))
            #expect(await redis.waitUntilConnected(timeout: .seconds(20)))
            server.freeze()
            let failures = await withTaskGroup(of: RedisError.Code?.self) { group in
                for _ in 0..<100 {
                    group.addTask { await outcome(of: ["PING"], on: redis) }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(failures == [.timedOut: 100])
            // A frozen server still accepts connections: the attempt has to time out as well.
            #expect(await redis.waitUntilConnected(timeout: .milliseconds(700)) == false)
            server.thaw()
            try await waitUntil("it answers again") { await outcome(of: ["PING"], on: redis) == nil }
            await redis.close()
        }
    }

    @Test func aLoopThatSleptReadsTheAnswerBeforeItJudges() async throws {
        let server = try await PrivateRedis.start()
        try await withLoop { loop in
            let redis = try connect(loop, server.url, deadline: .seconds(1))
            #expect(await redis.waitUntilConnected(timeout: .seconds(20)))
            let blocker = Mutex<LoopTimer?>(nil)
            // Blocks the loop's thread past the deadline, as a machine that slept would, with the answer waiting.
            loop.execute {
                blocker.withLock { $0 = loop.schedule(after: .milliseconds(50)) { usleep(1_500_000) } }
            }
            #expect(try await redis.send(["EVAL", Self.waitTenthOfASecond, 0]).int == 1)
            blocker.withLock { $0 = nil }
            await redis.close()
        }
    }

    private static let waitTenthOfASecond: RedisArgument = """
        local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
        redis.replicate_commands()
        local start = now()
        while now() < start + 100 do end
        return 1
        """
}

/// How `command` fails; nil when it succeeds.
private func outcome(of command: [RedisArgument], on redis: RedisConnection) async -> RedisError.Code? {
    do throws(RedisError) {
        _ = try await redis.send(command)
        return nil
    } catch {
        return error.code
    }
}
