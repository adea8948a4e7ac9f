import Fanout
import Foundation
import Kafka
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

    /// Writing rests, and the ring holds less than comes meanwhile: whoever takes what there is misses nothing of it.
    @Test func oneThatIsNotSlowIsNeverOverrun() async throws {
        try await GatewayStage.run { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start {
                $0.history.records = 2
                $0.shards = 1
                $0.paceFactor = 10
            }
            // As many as it takes for a flush to be worth a rest.
            let clients = try (0..<150).map { _ in try gateway.connect() }
            for client in clients { try client.subscribe(orders, from: #"{"last":0}"#) }
            for burst in 0..<60 { try await stage.writeNumbered(3, from: 3 * burst) }
            // A gap would be no `events`.
            for client in clients { #expect(try client.events(180).events.map(\.number).sorted() == Array(0..<180)) }
        }
    }

    /// It has some of what follows from another gateway, and the ring goes past the rest of it: the cursor that comes with
    /// the gap must not lie behind what it has.
    @Test func oneThatIsAheadWithAPartitionStaysSoBehindAGap() async throws {
        try await GatewayStage.run { stage in
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            // A process of its own, whose metrics are nobody else's.
            let gateway = try await stage.startProcess("gateway-1", ["HISTORY_RECORDS": "400", "SHARDS": "1"])
            let quick = try gateway.connect()
            let start = try #require(Cursor(try quick.subscribe(orders, from: #"{"last":0}"#)))
            func write(_ count: Int, from first: Int, to partition: Int32) async throws -> Cursor? {
                var end = ""
                for number in stride(from: first, to: first + count, by: 50) {
                    try await stage.writeNumbered(50, from: number, to: partition)
                    end = try quick.events(50).cursor
                }
                return Cursor(end)
            }
            _ = try await write(100, from: 0, to: 1)
            let end = try #require(try await write(250, from: 100, to: 0))
            var ahead = start
            ahead.positions[0] = end.positions[0]

            // Its socket is full when it says where it goes on.
            let slow = try gateway.connect(receiveBuffer: 4096)
            try slow.subscribe(audit, from: #"{"last":0}"#)
            let fill = Array("\"\(String(repeating: "x", count: 60_000))\"".utf8)
            try await waitUntil("its socket is full", timeout: .seconds(60)) {
                for _ in 0..<10 { try await stage.dojo.write([ProducerRecord(topic: audit, value: fill)]) }
                return try gateway.metric("gateway_blocked_connections") == 1
            }
            try slow.say(
                #"{"type":"subscribe","id":"s","channels":["\#(orders)"],"from":"\#(ahead.text)"}"#)
            try await waitUntil("it follows both") { try gateway.metric("gateway_subscriptions") == 3 }
            _ = try await write(200, from: 350, to: 1)

            var gap: GatewayClient.Message?
            while gap == nil {
                let message = try slow.hear()
                if message.type == "gap", message.json["channel"] == orders { gap = message }
            }
            #expect(gap?.json["reason"] == "overrun")
            let cursor = try #require(gap?.json["cursor"])
            #expect(Cursor(cursor)?.positions[0]?.offset == 250)
            let resumed = try gateway.connect()
            try resumed.subscribe(orders, from: "\"\(cursor)\"")
            let next = try await stage.writeNext()
            var partitions: Set<Int> = []
            var last = 0
            while last < next {
                for event in try resumed.events(1).events {
                    partitions.insert(event.partition)
                    last = max(last, event.number)
                }
            }
            #expect(partitions.isSubset(of: [1, next % 3]))
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
