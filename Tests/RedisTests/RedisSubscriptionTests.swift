import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Redis

@Suite("Redis pub/sub")
struct RedisSubscriptionTests {
    /// What a subscriber has seen.
    private final class Heard: Sendable {
        private let state = Mutex((connected: 0, messages: [String]()))
        var connected: Int { state.withLock { $0.connected } }
        var messages: [String] { state.withLock { $0.messages } }
        func connect() { state.withLock { $0.connected += 1 } }
        func message(_ bytes: [UInt8]) { state.withLock { $0.messages.append(String(decoding: bytes, as: UTF8.self)) } }
    }

    @Test func messagesArriveInOrderBesideCommands() async throws {
        let server = try await PrivateRedis.start()
        try await withLoop { loop in
            let redis = try connect(loop, server.url)
            let (one, two) = (Heard(), Heard())
            await redis.subscribe("one", onMessage: one.message, onConnected: one.connect)
            await redis.subscribe("two", onMessage: two.message, onConnected: two.connect)
            try await waitUntil("both are confirmed") { one.connected == 1 && two.connected == 1 }
            for number in 0..<100 { _ = try await redis.send(["PUBLISH", "one", .integer(number)]) }
            _ = try await redis.send(["PUBLISH", "two", "x"])
            try await waitUntil("all are heard") { one.messages.count == 100 && two.messages == ["x"] }
            #expect(one.messages == (0..<100).map { String($0) })
            await redis.close()
        }
    }

    @Test func aSecondSubscriberOfAChannelIsServedToo() async throws {
        let server = try await PrivateRedis.start()
        try await withLoop { loop in
            let redis = try connect(loop, server.url)
            let (first, second) = (Heard(), Heard())
            await redis.subscribe("c", onMessage: first.message, onConnected: first.connect)
            try await waitUntil("the first is confirmed") { first.connected == 1 }
            await redis.subscribe("c", onMessage: second.message, onConnected: second.connect)
            try await waitUntil("the second is confirmed") { second.connected == 1 }
            _ = try await redis.send(["PUBLISH", "c", "x"])
            try await waitUntil("both hear it") { first.messages == ["x"] && second.messages == ["x"] }
            #expect(first.connected == 1)
            await redis.close()
        }
    }

    @Test func subscribesAgainAfterAKilledAndAfterAFrozenServer() async throws {
        let server = try await PrivateRedis.start()
        try await withLoop { loop in
            let redis = try connect(loop, server.url, deadline: .milliseconds(500))
            let heard = Heard()
            await redis.subscribe("c", onMessage: heard.message, onConnected: heard.connect)
            try await waitUntil("it is confirmed") { heard.connected >= 1 }
            server.kill()
            try await waitUntil("the loss is noticed") { await !redis.isListening }
            let before = heard.connected
            try await server.start()
            try await waitUntil("it is confirmed again, and hears") {
                _ = try? await redis.send(["PUBLISH", "c", "after the kill"])
                return heard.connected > before && heard.messages.contains("after the kill")
            }

            server.freeze()
            // Only the heartbeat can notice: nobody publishes, and the socket stays open.
            try await waitUntil("it is noticed") { await !redis.isListening }
            let confirmed = heard.connected
            server.thaw()
            try await waitUntil("it is confirmed once more") { heard.connected > confirmed }
            await redis.close()
        }
    }
}
