import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Replays")
struct ReplaysTests {
    private let first = Replay.Place(topic: "orders", partition: 0)
    private let second = Replay.Place(topic: "a.b-c", partition: 11)

    private func with(_ body: (Replays, TestState) async throws -> Void) async throws {
        try await TestState.run { state in
            try await body(try Replays(redis: state.redis, scripts: state.scripts), state)
        }
    }

    @Test func eachPartitionIsSentBackOnceByWhoReadsIt() async throws {
        try await with { replays, _ in
            let group = "a group: %"
            try await replays.request(id: "r1", group: group, from: .beginning, ends: [first: 7, second: 0])
            let claim = try #require(try await replays.claim([first], of: group, for: "one"))
            #expect(claim == Replays.Claim(id: "r1", start: .beginning, places: [first]))
            // It was killed before it was done: whoever has the partition now does it.
            let again = try #require(try await replays.claim([first, second], of: group, for: "two"))
            #expect(again.places == [first, second])
            try await replays.finish(again, first, of: group, by: "two", at: 3)
            let left = try await replays.claim([first, second], of: group, for: "one")
            #expect(left?.places == [second])
            let replay = try #require(try await replays.list().first)
            #expect(replay.group == group)
            #expect(replay.states == [first: .done(by: "two", offset: 3), second: .claimed(by: "one")])
            #expect(replay.ends == [first: 7, second: 0])
            try await replays.finish(again, second, of: group, by: "one", at: 0)
            let nothing = try await replays.claim([first, second], of: group, for: "three")
            #expect(nothing == nil)
        }
    }

    @Test func aNewOneTakesThePlaceOfTheOneBefore() async throws {
        try await with { replays, _ in
            try await replays.request(id: "r1", group: "g", from: .beginning, ends: [first: 7])
            let old = try #require(try await replays.claim([first], of: "g", for: "one"))
            try await replays.request(id: "r2", group: "g", from: .time(.at(5)), ends: [first: 9])
            try await replays.finish(old, first, of: "g", by: "one", at: 0)
            let new = try #require(try await replays.claim([first], of: "g", for: "one"))
            #expect(new == Replays.Claim(id: "r2", start: .time(.at(5)), places: [first]))
            let all = try await replays.list()
            #expect(all.map(\.id) == ["r2"])
        }
    }

    @Test func nothingIsDoneForOthersAndAllOfItPasses() async throws {
        try await with { replays, state in
            try await replays.request(id: "r1", group: "g/h", from: .beginning, ends: [first: 7])
            let (other, unknown, none) = (
                try await replays.claim([first], of: "g", for: "one"),
                try await replays.claim([second], of: "g/h", for: "one"),
                try await replays.claim([], of: "g/h", for: "one")
            )
            #expect(other == nil)
            #expect(unknown == nil)
            #expect(none == nil)
            let left = try await state.lifetime(of: "replay:g%2Fh")
            #expect(left > .seconds(3500) && left <= Replays.lifetime)
            _ = try await state.redis.send(["DEL", "replay:g%2Fh"])
            #expect(try await replays.list().isEmpty)
            #expect(try await state.keys("*").isEmpty)
        }
    }
}
