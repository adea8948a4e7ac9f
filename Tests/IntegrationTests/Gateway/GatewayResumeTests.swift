import Fanout
import Foundation
import OrderEvents
import TestSupport
import Testing

/// Numbered records over three partitions: nothing may be missing, nothing may come twice, wherever a reader goes on.
@Suite("Resume", .timeLimit(.minutes(2)))
struct GatewayResumeTests {
    @Test(arguments: BrokerKind.all)
    func aReaderGoesOnOverARestartWithoutHoleOrDouble(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            var gateway = try await stage.start()
            var client = try gateway.connect()
            var cursor = try client.subscribe(orders, from: #""earliest""#)
            var seen: [GatewayClient.Event] = []
            for round in 0..<4 {
                try await stage.writeNumbered(30, from: round * 30)
                // Some of them, not all: what the client has not read is on its way when the gateway stops.
                let (events, position) = try client.events(7)
                seen += events
                cursor = position
                client.close()
                await gateway.stop()
                gateway = try await stage.start("gateway-\(round)")
                client = try gateway.connect()
                #expect(try client.subscribe(orders, from: "\"\(cursor)\"") == cursor)
            }
            try await stage.writeNumbered(30, from: 120)
            seen += try client.events(150 - seen.count).events
            expectAll(150, seen)
            let next = try await stage.writeNext()
            #expect(try client.events(1).events.map(\.number) == [next])
        }
    }

    /// A second gateway interleaves partitions by time where the first had them as they came.
    @Test(arguments: BrokerKind.all)
    func anotherGatewayTakesAReaderOverAtAnyPlace(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            let one = try await stage.start("gateway-1") { $0.frameLimit = 1024 }
            let first = try one.connect()
            try first.subscribe(orders, from: #""earliest""#)
            for burst in 0..<6 { try await stage.writeNumbered(10, from: burst * 10) }
            // Small frames, so that there are cursors at many places.
            var places: [(count: Int, cursor: String)] = []
            var seen: [GatewayClient.Event] = []
            while seen.count < 60 {
                let (events, cursor) = try first.events(1)
                seen += events
                places.append((seen.count, cursor))
            }
            expectAll(60, seen)
            #expect(places.count > 5)
            let other = try await stage.start("gateway-2")
            let second = try other.connect()
            for (count, cursor) in places where count < 60 {
                #expect(try second.subscribe(orders, from: "\"\(cursor)\"") == cursor)
                expectAll(60, seen.prefix(count) + (try second.events(60 - count).events))
            }
            // Both go on with the same.
            let next = try await stage.writeNext()
            #expect(try first.events(1).events.map(\.number) == [next])
            #expect(try second.events(1).events.map(\.number) == [next])
        }
    }

    @Test func aCursorOfAnotherClusterIsAReset() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.start()
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            let client = try gateway.connect()
            try client.subscribe(audit)
            let order = try gateway.place()
            var strange = try #require(Cursor(try client.events(1).cursor))
            strange.epoch = "another"
            // The order's events are on both topics, and come through either first.
            let other = try gateway.connect()
            try other.subscribe(orders, from: #""earliest""#)
            _ = try other.events(1)

            // A channel with a state: what is there now, as a snapshot.
            let start = try client.subscribe(orders, from: "\"\(strange.text)\"")
            let gap = try client.hear("gap")
            #expect(
                gap.text
                    == #"{"type":"gap","channel":"\#(orders)","reason":"reset","missed":null,"cursor":"\#(start)"}"#)
            let snapshot = try client.snapshot()
            #expect(snapshot.cursor == start)
            #expect(snapshot.orders == [order["id"]])
            try gateway.place("Bob")
            let channels = Set([try client.hear("events").json["channel"], try client.hear("events").json["channel"]])
            #expect(channels == [audit, orders])

            // One without: from the beginning of what is held.
            try client.subscribe(audit, from: "\"\(strange.text)\"")
            #expect(try client.hear("gap").json["reason"] == "reset")
            #expect(try client.events(2).events.count == 2)
        }
    }

    /// What the gateway holds no more it reads from Kafka.
    @Test(arguments: BrokerKind.all)
    func aReaderThatWasAwayForLongMissesNothing(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start { $0.history.records = 60 }
            let live = try gateway.connect()
            let start = try live.subscribe(orders, from: #""earliest""#)
            var first: Int?
            for burst in 0..<20 {
                try await stage.writeNumbered(15, from: burst * 15)
                let events = try live.events(15).events
                // They come as the partitions are read, not in the order of their times.
                if burst == 10 { first = events.compactMap { $0.json.int("timestamp") }.min() }
                let last = events.compactMap { $0.json.int("timestamp") }.max() ?? 0
                try await waitUntil("the next is of a later millisecond") {
                    Date().timeIntervalSince1970 * 1000 >= Double(last + 1)
                }
            }
            let client = try gateway.connect()
            for from in [#""earliest""#, "\"\(start)\""] {
                try client.subscribe(orders, from: from)
                expectAll(300, try client.events(300).events)
            }
            let since = Timestamp(milliseconds: Int64(try #require(first))).iso8601
            try client.subscribe(orders, from: #"{"since":"\#(since)"}"#)
            #expect(Set(try client.events(150).events.map(\.number)) == Set(150..<300))
            let next = try await stage.writeNext()
            #expect(try client.events(1).events.map(\.number) == [next])
            #expect(try live.events(1).events.map(\.number) == [next])
        }
    }

    /// One partition is busy, so that a reader is behind with it and up to date with the others.
    @Test func aReaderThatIsCutOffAgainAndAgainCatchesUpWithoutHoleOrDouble() async throws {
        try await GatewayStage.run { stage in
            let orders = stage.dojo.topics.orders
            let gateway = try await stage.start {
                $0.history.records = 50
                $0.frameLimit = 2048
            }
            try await stage.writeNumbered(9)
            var client = try gateway.connect()
            try client.subscribe(orders, from: #""earliest""#)
            var (seen, cursor) = try client.events(9)
            for burst in 0..<10 {
                try await stage.writeNumbered(30, from: 9 + burst * 30, to: 0)
                _ = try gateway.feed("?channels=\(orders)&from=earliest").next()
            }
            while seen.count < 309 {
                client.close()
                client = try gateway.connect()
                try client.subscribe(orders, from: "\"\(cursor)\"")
                let (events, position) = try client.events(min(40, 309 - seen.count))
                seen += events
                cursor = position
            }
            expectAll(309, seen)
        }
    }

    private func expectAll(_ count: Int, _ events: some Collection<GatewayClient.Event>, _ comment: Comment? = nil) {
        #expect(events.map(\.number).sorted() == Array(0..<count), comment)
        for partition in 0..<3 {
            let offsets = events.filter { $0.partition == partition }.map(\.offset)
            #expect(offsets == Array(0..<offsets.count), "partition \(partition)")
        }
    }
}
