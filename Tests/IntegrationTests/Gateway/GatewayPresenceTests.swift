import Foundation
import TestSupport
import Testing

@Suite("Presence over several gateways", .timeLimit(.minutes(2)))
struct GatewayPresenceTests {
    @Test func peopleOfTwoGatewaysHearOfEachOther() async throws {
        try await GatewayStage.run { stage in
            let first = try await stage.start("gateway-1")
            let second = try await stage.start("gateway-2")
            let ann = try Person("Ann", at: first)
            #expect(try ann.hearsOf { $0 == ["Ann"] } == ["Ann"])
            let bob = try Person("Bob", at: second)
            // Bob is told of everybody at once; Ann of who came.
            #expect(try bob.hear().joined == ["Ann", "Bob"])
            #expect(try ann.hear().joined == ["Bob"])

            let audit = stage.dojo.topics.audit
            try bob.client.say(#"{"type":"subscribe","channels":["\#(audit)"]}"#)
            _ = try bob.client.hear("subscribed")
            let news = try ann.hear()
            #expect(news.joined == ["Bob"])
            #expect(news.json.list("joined").first?.texts("channels") == [audit])

            // Both gateways say the same over HTTP.
            for gateway in [first, second] {
                let answer = try gateway.get("/api/presence").json
                #expect(answer.int("count") == 2)
                #expect(answer.list("people").map { $0["name"] ?? "" } == ["Ann", "Bob"])
            }
            bob.client.close()
            let last = try ann.hear()
            #expect(last.left == ["Bob"])
            #expect(last.count == 1)
        }
    }

    @Test func aNameTakenTwiceIsTwoPeopleAndWhoIsRenamedJoinsAnew() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let one = try Person("Ann", at: gateway)
            let other = try Person("Ann", at: gateway)
            #expect(try one.hearsOf { $0.count == 2 } == ["Ann", "Ann"])
            #expect(try other.hearsOf { $0.count == 2 } == ["Ann", "Ann"])
            try other.client.say(#"{"type":"hello","name":"Zoë"}"#)
            #expect(try one.hearsOf { $0.contains("Zoë") } == ["Ann", "Zoë"])
        }
    }

    /// A gateway that is killed says nothing: its people end with their heartbeats.
    @Test func peopleOfAKilledGatewayAreGoneAfterSeconds() async throws {
        try await GatewayStage.run { stage in
            let doomed = try await stage.startProcess("gateway-1")
            let second = try await stage.start("gateway-2")
            let ann = try Person("Ann", at: second)
            let bob = try Person("Bob", at: doomed)
            #expect(try ann.hearsOf { $0.count == 2 } == ["Ann", "Bob"])
            await doomed.stop()
            #expect(try ann.hearsOf { $0.count == 1 } == ["Ann"])
            withExtendedLifetime(bob) {}
        }
    }

    @Test func messagesComeAtMostOnceASecond() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let ann = try Person("Ann", at: gateway)
            _ = try ann.hearsOf { $0 == ["Ann"] }
            let start = ContinuousClock.now
            var crowd: [Person] = []
            for number in 0..<20 { crowd.append(try Person("P\(number)", at: gateway)) }
            let heard = ann.heard
            #expect(try ann.hearsOf { $0.count == 21 }.count == 21)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            #expect(Double(ann.heard - heard) <= seconds + 1)
        }
    }

    /// Redis is away for a moment, and comes back with nothing in it: nobody has left.
    @Test func anOutageOfRedisSendsNobodyAway() async throws {
        try await GatewayStage.run { stage in
            let first = try await stage.start("gateway-1")
            let second = try await stage.start("gateway-2")
            let ann = try Person("Ann", at: first)
            let bob = try Person("Bob", at: second)
            _ = try ann.hearsOf { $0.count == 2 }
            _ = try bob.hearsOf { $0.count == 2 }
            stage.dojo.redis.kill()
            try await stage.dojo.redis.start()
            // What is said next: Cy has come.
            let cy = try Person("Cy", at: first)
            let known = try ann.hearsOf { $0.contains("Cy") }
            #expect(known == ["Ann", "Bob", "Cy"])
            let others = try bob.hearsOf { $0.contains("Cy") }
            #expect(others == ["Ann", "Bob", "Cy"])
            #expect(ann.everLeft.isEmpty)
            #expect(bob.everLeft.isEmpty)
            withExtendedLifetime(cy) {}
        }
    }
}

/// Somebody who has said a name, and what they know of the others.
private final class Person {
    let client: GatewayClient
    private var people: [String: String] = [:]
    private(set) var heard = 0
    private(set) var everLeft: [String] = []

    struct News {
        let json: Value
        var joined: [String] { json.list("joined").map { $0["name"] ?? "" } }
        var left: [String] { json.list("left").map { $0["name"] ?? "" } }
        var count: Int { json.int("count") ?? -1 }
    }

    init(_ name: String, at gateway: TestGateway) throws {
        client = try gateway.connect()
        try client.say(#"{"type":"hello","id":"h","name":"\#(name)"}"#)
        _ = try client.hear("result")
    }

    /// The next `presence`.
    func hear() throws -> News {
        let news = News(json: try client.hear("presence").json)
        heard += 1
        for one in news.json.list("joined") { people[one["session"] ?? ""] = one["name"] }
        for one in news.json.list("left") {
            people[one["session"] ?? ""] = nil
            everLeft.append(one["name"] ?? "")
        }
        #expect(people.count == news.count)
        return news
    }

    /// Listens until they know what is expected.
    /// - Returns: the names that they know then.
    func hearsOf(_ expected: ([String]) -> Bool) throws -> [String] {
        while !expected(people.values.sorted()) { _ = try hear() }
        return people.values.sorted()
    }
}
