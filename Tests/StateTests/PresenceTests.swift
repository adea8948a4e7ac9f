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
            try await presence.heartbeat(kind: "service", id: "fraud-1", details: ["lag": "3", "partitions": "0,1"])
            try await presence.heartbeat(kind: "service", id: "audit-1")
            try await presence.heartbeat(kind: "service", id: "fraud-1", details: ["lag": "0"])
            try await presence.heartbeat(kind: "gateway", id: "gateway-1")
            let members = try await presence.list(kind: "service")
            #expect(members.map(\.id) == ["audit-1", "fraud-1"])
            #expect(members.map(\.details) == [[:], ["lag": "0"]])
            #expect(members.allSatisfy { $0.lastHeartbeat > .at(0) })
            #expect(try await presence.list(kind: "nobody") == [])
        }
    }

    @Test func whoLeavesIsGoneAtOnce() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            try await presence.heartbeat(kind: "service", id: "a", details: ["x": "y"])
            try await presence.remove(kind: "service", id: "a")
            #expect(try await presence.list(kind: "service") == [])
            #expect(try await state.keys("*") == [])
        }
    }

    @Test func whoFallsSilentIsGoneAfterTheLifetime() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .milliseconds(300))
            try await presence.heartbeat(kind: "service", id: "silent", details: ["x": "y"])
            try await waitUntil("the other alone is left") {
                try await presence.heartbeat(kind: "service", id: "alive", details: ["x": "y"])
                let (members, keys) = (
                    try await presence.list(kind: "service"), try await state.keys("presence:service:*")
                )
                return members.map(\.id) == ["alive"] && keys == ["presence:service:alive"]
            }
            try await waitUntil("nothing is left") { try await state.keys("*") == [] }
        }
    }

    @Test func namesAreEscaped() async throws {
        try await TestState.run { state in
            let presence = try Presence(redis: state.redis, scripts: state.scripts, lifetime: .seconds(60))
            try await presence.heartbeat(kind: "attendee:x", id: "Zoë: 100%", details: ["name": "Zoë"])
            #expect(try await presence.list(kind: "attendee:x").map(\.id) == ["Zoë: 100%"])
            #expect(try await presence.list(kind: "attendee:x").map(\.details) == [["name": "Zoë"]])
            #expect(try await presence.list(kind: "attendee") == [])
        }
    }
}
