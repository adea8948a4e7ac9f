import EventLoop
import Foundation
import OrderEvents
import Redis
import TestSupport

@testable import State

/// A Redis of the test's own, a connection to it, and the project's scripts.
struct TestState: Sendable {
    let server: PrivateRedis
    let redis: RedisConnection
    let scripts: ScriptFolder

    /// Runs `body` with an empty Redis.
    static func run(settings: [String] = [], _ body: (TestState) async throws -> Void) async throws {
        let server = try await PrivateRedis.start(settings: settings)
        let loop = try EventLoop(name: "state-test")
        defer { loop.stop() }
        let redis = RedisConnection(loop: loop, options: try RedisOptions(url: server.url), name: "test")
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("redis")
        let result = await Result(catching: {
            try await body(TestState(server: server, redis: redis, scripts: ScriptFolder(folder.path)))
        })
        await redis.close()
        try result.get()
    }

    /// A second connection, as another process has it.
    func another() async throws -> RedisConnection {
        RedisConnection(loop: redis.loop, options: try RedisOptions(url: server.url), name: "another")
    }

    /// How long the key has to live still; negative when for good, or when there is none.
    func lifetime(of key: String) async throws -> Duration {
        .milliseconds(try await redis.send(["PTTL", .text(key)]).int ?? -2)
    }

    func keys(_ pattern: String) async throws -> [String] {
        try await redis.send(["KEYS", .text(pattern)]).list?.compactMap(\.text).sorted() ?? []
    }
}

extension Result where Failure == any Error {
    /// What `body` returns or throws.
    init(catching body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

extension Timestamp {
    /// A time of tests: seconds after some moment.
    static func at(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: 1_770_297_000_000 + Int64(seconds * 1000))
    }
}

extension OrderDraft {
    static func sample(_ customer: String = "Ann", quantity: Int = 1, cents: Int64 = 950) -> OrderDraft {
        OrderDraft(customerName: customer, item: "Pizza", quantity: quantity, price: Price(cents: cents))
    }
}

let horizon = Duration.seconds(8 * 24 * 3600)
