import OrderEvents
import Redis
import TestSupport
import Testing

@testable import State

@Suite("Presence")
struct PresenceTests {
    @Test func whoSaysSoIsThereWithTheLatestDetails() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            try await presence.heartbeat(
                kind: "service",
                [
                    .init(id: "fraud-1", details: ["lag": "3", "partitions": "0,1"]), .init(id: "audit-1"),
                    .init(id: "fraud-2", details: ["lag": "7"]),
                ])
            try await presence.heartbeat(kind: "service", [.init(id: "fraud-1", details: ["lag": "0"])])
            try await presence.heartbeat(kind: "gateway", [.init(id: "gateway-1")])
            let listing = try await presence.list(kind: "service")
            #expect(listing.count == 3)
            #expect(listing.members?.map(\.id) == ["audit-1", "fraud-1", "fraud-2"])
            #expect(listing.members?.map(\.details) == [[:], ["lag": "0"], ["lag": "7"]])
            #expect(listing.members?.allSatisfy { $0.lastHeartbeat > .at(0) } == true)
            #expect(try await presence.list(kind: "nobody").members == [])
        }
    }

    @Test func ofMoreThanAreAskedForThereIsTheCountOnly() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            let many = (0..<1201).map { Presence.Heartbeat(id: "\($0)", details: ["name": "Ann"]) }
            try await presence.heartbeat(kind: "attendee", many)
            let few = try await presence.list(kind: "attendee", upTo: 1200)
            #expect(few.count == 1201)
            #expect(few.members == nil)
            #expect(try await presence.list(kind: "attendee", upTo: 1201).members?.count == 1201)
            try await presence.remove(kind: "attendee", ids: many.map(\.id))
            #expect(try await presence.list(kind: "attendee").count == 0)
            #expect(try await state.keys("*") == [])
        }
    }

    @Test func whoLeavesIsGoneAtOnce() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            try await presence.heartbeat(kind: "service", [.init(id: "a", details: ["x": "y"])])
            try await presence.remove(kind: "service", ids: ["a", "nobody"])
            #expect(try await presence.list(kind: "service").members == [])
            #expect(try await state.keys("*") == [])
        }
    }

    @Test func whoFallsSilentIsGoneAfterTheLifetime() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .milliseconds(300))
            try await presence.heartbeat(kind: "service", [.init(id: "silent", details: ["x": "y"])])
            try await waitUntil("the other alone is left") {
                try await presence.heartbeat(kind: "service", [.init(id: "alive", details: ["x": "y"])])
                let (listing, keys) = (
                    try await presence.list(kind: "service"), try await state.keys("presence:service:*")
                )
                return listing.members?.map(\.id) == ["alive"] && keys == ["presence:service:alive"]
            }
            try await waitUntil("nothing is left") { try await state.keys("*") == [] }
        }
    }

    @Test func namesAreEscaped() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            try await presence.heartbeat(
                kind: "attendee:x", [.init(id: "Zoë: 100%", details: ["name": "Zoë"])])
            let members = try await presence.list(kind: "attendee:x").members
            #expect(members?.map(\.id) == ["Zoë: 100%"])
            #expect(members?.map(\.details) == [["name": "Zoë"]])
            #expect(try await presence.list(kind: "attendee").count == 0)
        }
    }
}
