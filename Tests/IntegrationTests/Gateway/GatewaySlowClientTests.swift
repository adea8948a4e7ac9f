import Foundation
import TestSupport
import Testing

@Suite("Slow clients", .timeLimit(.minutes(2)))
struct GatewaySlowClientTests {
    /// 24 MB pass a client that reads nothing: more than its socket takes, far more than the ring holds.
    @Test func oneThatNeverReadsCostsOthersNothingAndIsToldWhatItMissed() async throws {
        try await GatewayStage.run { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start {
                $0.history.records = 500
                $0.shards = 1
            }
            let slow = try gateway.connect(receiveBuffer: 4096)
            try slow.subscribe(orders, from: #"{"last":0}"#)
            let quick = try gateway.connect()
            try quick.subscribe(orders, from: #"{"last":0}"#)
            var slowest = Duration.zero
            let (rounds, burst) = (60, 100)
            for round in 0..<rounds {
                try await stage.writeNumbered(burst, from: round * burst, padding: 4000)
                let start = ContinuousClock.now
                let numbers = try quick.events(burst).events.map(\.number)
                slowest = max(slowest, ContinuousClock.now - start)
                #expect(numbers.sorted() == Array(round * burst..<(round + 1) * burst))
            }
            #expect(slowest < .seconds(10))

            // Now it reads: what its socket held, a gap, and all that the ring holds.
            var (read, missed, gaps) = (0, 0, 0)
            var last: [Int: Int] = [:]
            while read + missed < rounds * burst {
                let message = try slow.hear()
                switch message.type {
                case "gap":
                    #expect(message.json["reason"] == "overrun")
                    #expect(message.json["channel"] == orders)
                    missed += message.json.int("missed") ?? 0
                    gaps += 1
                default:
                    for event in message.events {
                        #expect(event.offset > last[event.partition] ?? -1)
                        last[event.partition] = event.offset
                    }
                    read += message.events.count
                }
            }
            #expect(gaps >= 1)
            #expect(read + missed == rounds * burst)
            #expect(last == [0: rounds * burst / 3 - 1, 1: rounds * burst / 3 - 1, 2: rounds * burst / 3 - 1])
            // And from here on like everybody.
            let next = try await stage.writeNext()
            #expect(try slow.events(1).events.map(\.number) == [next])
            #expect(try quick.events(1).events.map(\.number) == [next])
        }
    }

    /// The same for a client of `/events`.
    @Test func aFeedThatNobodyReadsIsToldWhatWasMissed() async throws {
        try await GatewayStage.run { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start {
                $0.history.records = 500
                $0.shards = 1
            }
            let slow = try gateway.feed("?channels=\(orders)", receiveBuffer: 4096)
            let quick = try gateway.connect()
            try quick.subscribe(orders, from: #"{"last":0}"#)
            let (rounds, burst) = (40, 100)
            for round in 0..<rounds {
                try await stage.writeNumbered(burst, from: round * burst, padding: 4000)
                _ = try quick.events(burst)
            }
            var (read, missed) = (0, 0)
            while read + missed < rounds * burst {
                let event = try slow.next()
                if event.type == "gap" {
                    #expect(event.json["reason"] == "overrun")
                    missed += event.json.int("missed") ?? 0
                } else {
                    read += 1
                }
            }
            #expect(missed > 0)
            #expect(read + missed == rounds * burst)
            let next = try await stage.writeNext()
            #expect(try slow.next().json.object("data").int("n") == next)
        }
    }

    @Test func oneThatAsksAndAsksAndReadsNothingIsClosed() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start {
                $0.shards = 1
                $0.sessions.messagesPerSecond = 0
            }
            let asker = try gateway.connect(receiveBuffer: 4096)
            let id = String(repeating: "x", count: 16_000)
            // Its pings are read and answered until the answers have nowhere to go.
            var isClosed = false
            for _ in 0..<3000 where !isClosed {
                do { try asker.say(#"{"type":"ping","id":"\#(id)"}"#) } catch { isClosed = true }
            }
            let other = try gateway.connect()
            try other.say(#"{"type":"ping"}"#)
            _ = try other.hear("pong")
            // What was sent before comes first; then the reason, or a connection that was cut.
            do {
                #expect(try asker.socket.receiveClose().code == 4108)
            } catch is TestClientError {
                #expect(isClosed)
            }
        }
    }

    /// It does not ask for anything either: it has gone to sleep, and its socket is full.
    @Test func oneThatAcceptsNothingForTooLongIsClosed() async throws {
        try await GatewayStage.run { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start {
                $0.shards = 1
                $0.sessions.stallDeadline = .seconds(2)
            }
            let sleeper = try gateway.connect(receiveBuffer: 4096)
            try sleeper.subscribe(orders)
            _ = try sleeper.snapshot()
            try sleeper.say(#"{"type":"hello","name":"Sleeper"}"#)
            _ = try sleeper.hear("result")
            _ = try sleeper.hear("presence")
            let reader = try gateway.connect()
            try reader.subscribe(orders)
            _ = try reader.snapshot()
            try await waitUntil("it is counted") { try gateway.get("/api/presence").json.int("count") == 1 }
            var number = 0
            let start = ContinuousClock.now
            while try gateway.get("/api/presence").json.int("count") == 1 {
                try await stage.writeNumbered(50, from: number, padding: 4000)
                number += 50
                _ = try reader.events(50)
                if ContinuousClock.now - start > .seconds(60) { throw Unexpected("it is still connected") }
            }
            #expect(ContinuousClock.now - start >= .seconds(2))
            // What its socket held comes first; then the reason, or a connection that was cut.
            let end = try? sleeper.hearToTheEnd { _ in }
            #expect(end == nil || end?.code == 4108)
            // The others go on.
            let next = try await stage.writeNext()
            #expect(try reader.events(1).events.map(\.number) == [next])
        }
    }

    @Test func aFeedThatAcceptsNothingForTooLongIsCutOff() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startProcess("gateway-1", ["STALL_DEADLINE": "2s"])
            let feed = try gateway.feed("?channels=\(stage.dojo.topics.orders)", receiveBuffer: 4096)
            try await waitUntil("it is open") { try gateway.metric("gateway_event_streams") == 1 }
            var number = 0
            let start = ContinuousClock.now
            while try gateway.metric("gateway_event_streams") == 1 {
                try await stage.writeNumbered(50, from: number, padding: 4000)
                number += 50
                if ContinuousClock.now - start > .seconds(60) { throw Unexpected("it is still open") }
            }
            #expect(ContinuousClock.now - start >= .seconds(2))
            withExtendedLifetime(feed) {}
        }
    }
}
