import Gateway
import Kafka
import OrderEvents
import TestSupport
import Testing

/// Numbered records over three partitions, a second apart, of which the gateway holds the newest 30 in memory.
@Suite("History", .timeLimit(.minutes(2)))
struct GatewayHistoryTests {
    private static let count = 150
    /// Of record 0; record n is n seconds later.
    private static let start: Int64 = 1_795_000_000_000

    private func write(_ numbers: Range<Int>, _ stage: GatewayStage) async throws {
        let records = numbers.map { number in
            ProducerRecord(
                topic: stage.dojo.topics.orders, partition: Int32(number % 3), key: Array("k\(number % 10)".utf8),
                value: Array(#"{"n":\#(number),"kind":"\#(number % 50 == 7 ? "rare" : "usual")"}"#.utf8),
                headers: [KafkaHeader(name: "eventId", text: "e\(number)")],
                timestamp: Self.start + Int64(number) * 1000)
        }
        try await stage.dojo.write(records)
    }

    private func time(_ number: Int) -> String {
        Timestamp(milliseconds: Self.start + Int64(number) * 1000).iso8601
    }

    /// A gateway that has seen all records and kept some.
    private func begin(
        _ stage: GatewayStage, _ change: (inout GatewayOptions) -> Void = { _ in }
    ) async throws -> TestGateway {
        let gateway = try await stage.start {
            $0.history.records = 30
            change(&$0)
        }
        let client = try gateway.connect()
        try client.subscribe(stage.dojo.topics.orders, from: #""earliest""#)
        // In bursts that it has read before the next comes, so that its memory is cut between them.
        var numbers: [Int] = []
        for first in stride(from: 0, to: Self.count, by: 10) {
            try await write(first..<first + 10, stage)
            numbers += try client.events(10).events.map(\.number)
        }
        #expect(numbers.sorted() == Array(0..<Self.count))
        client.close()
        return gateway
    }

    @Test(arguments: BrokerKind.all)
    func pagesFollowOneAnotherFromTheOldestRecordToTheNewest(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let gateway = try await begin(stage)
            let client = try gateway.connect()
            var numbers: [Int] = []
            var from = #""earliest""#
            var pages = 0
            while true {
                let page = try client.history(stage.dojo.topics.orders, #""from":\#(from),"limit":35"#)
                #expect(page.int("missed") == nil)
                numbers += page.list("events").map { $0.object("value").int("n") ?? -1 }
                pages += 1
                from = "\"\(page["cursor"] ?? "")\""
                if page.flag("more") != true { break }
            }
            // By time, over all partitions.
            #expect(numbers == Array(0..<Self.count))
            #expect(pages == 5)
            // The cursor goes on, and so does a subscription meanwhile.
            try client.subscribe(stage.dojo.topics.orders)
            _ = try client.snapshot()
            try await write(Self.count..<Self.count + 1, stage)
            #expect(try client.events(1).events.map(\.number) == [Self.count])
            let page = try client.history(stage.dojo.topics.orders, #""from":\#(from)"#)
            #expect(page.list("events").map { $0.object("value").int("n") } == [Self.count])
        }
    }

    @Test func theNewestComeFromMemoryAndFromKafkaAlike() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await begin(stage)
            let client = try gateway.connect()
            let orders = stage.dojo.topics.orders
            for count in [1, 29, 30, 31, 100, 149, 150, 500] {
                let page = try client.history(orders, #""from":{"last":\#(count)},"limit":1000"#)
                #expect(
                    page.list("events").map { $0.object("value").int("n") }
                        == Array(max(0, Self.count - count)..<Self.count), "\(count)")
                #expect(page.flag("more") == false)
                #expect(page["reason"] == nil)
            }
            // The usual: the newest hundred.
            let page = try client.history(orders, #""keys":null"#)
            #expect(page.list("events").map { $0.object("value").int("n") } == Array(50..<150))
        }
    }

    @Test func whatAFilterLetsThroughIsFoundHoweverFarBack() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await begin(stage)
            let client = try gateway.connect()
            let orders = stage.dojo.topics.orders
            func numbers(_ fields: String) throws -> [Int?] {
                try client.history(orders, fields).list("events").map { $0.object("value").int("n") }
            }
            let rare = #""where":{"value.kind":"rare"}"#
            #expect(try numbers(#""from":{"last":2},\#(rare)"#) == [57, 107])
            #expect(try numbers(#""from":{"last":5},\#(rare)"#) == [7, 57, 107])
            #expect(try numbers(#""from":"earliest",\#(rare),"limit":2"#) == [7, 57])
            #expect(try numbers(#""from":{"last":4},"keys":["k3"]"#) == [113, 123, 133, 143])
            #expect(try numbers(#""from":{"last":9},"keys":["k3"]"#) == Array(stride(from: 63, to: 150, by: 10)))
            #expect(try numbers(#""from":{"since":"\#(time(130))"},"where":{"header.eventId":"e140"}"#) == [140])
            #expect(try numbers(#""from":{"since":"\#(time(50))"},"limit":4"#) == [50, 51, 52, 53])
            #expect(try numbers(#""partition":1,"from":{"offset":20},"limit":3"#) == [61, 64, 67])
            #expect(try numbers(#""partition":2,"from":{"last":3}"#) == [143, 146, 149])
            #expect(try numbers(#""partition":0,"from":{"offset":5000}"#) == [])
        }
    }

    @Test func aSearchEndsAtItsLimitsAndCanBeContinued() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await begin(stage) { ($0.historyReads.page, $0.historyReads.chunk) = (45, 30) }
            let client = try gateway.connect()
            let orders = stage.dojo.topics.orders
            let nobody = #""keys":["nobody"]"#
            var page = try client.history(orders, #""from":"earliest",\#(nobody)"#)
            #expect(page["reason"] == "limit")
            #expect(page.flag("more") == true)
            var rounds = 1
            while page.flag("more") == true, rounds < 20 {
                page = try client.history(orders, #""from":"\#(page["cursor"] ?? "")",\#(nobody)"#)
                rounds += 1
            }
            #expect((2...6).contains(rounds))
            #expect(page["reason"] == nil)
            #expect(page.list("events").isEmpty)
            // Backwards there is no place to continue from: what was found comes.
            let found = try client.history(orders, #""from":{"last":3},"where":{"value.kind":"rare"}"#)
            #expect(found["reason"] == "limit")
            #expect(found.list("events").map { $0.object("value").int("n") } == [107])
        }
    }

    @Test func whatCannotBeAnsweredIsSaid() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await begin(stage) { ($0.historyReads.atOnce, $0.historyReads.waiting) = (0, 0) }
            let client = try gateway.connect()
            let orders = stage.dojo.topics.orders
            // What is in memory needs no turn.
            #expect(try client.history(orders, #""from":{"last":9}"#).list("events").count == 9)
            let busy = try client.ask(#"{"type":"history","id":"h","channel":"\#(orders)","from":"earliest"}"#)
            #expect(busy.json["code"] == "history.busy")
            #expect((busy.json.int("retryAfterMs") ?? 0) > 0)
            for (fields, code) in [
                (#""channel":"nothing""#, "channel.unknown"),
                (#""channel":"\#(orders)","partition":3"#, "partition.unknown"),
                (#""channel":"\#(orders)","from":"another.0-1""#, "history.reset"),
                (#""channel":"\#(orders)","from":"latest""#, "message.invalid"),
                (#""channel":"\#(orders)","from":{"offset":1}"#, "message.invalid"),
                (#""channel":"\#(orders)","limit":0"#, "message.invalid"),
                (#""channel":"\#(orders)","limit":1001"#, "message.invalid"),
                (#""from":"earliest""#, "message.invalid"),
            ] {
                #expect(try client.ask(#"{"type":"history","id":"h",\#(fields)}"#).json["code"] == code, "\(fields)")
            }
            let refused = try gateway.get("/api/topics/\(orders)/records?from=earliest")
            #expect(refused.status == 503)
            #expect(refused.code == "history.busy")
            #expect(refused.headers["retry-after"] == "1")
            // A feed that cannot begin says why, and ends.
            let feed = try gateway.feed("?channels=\(orders)&from=earliest")
            let problem = try feed.next()
            #expect(problem.type == "problem")
            #expect(problem.json["code"] == "history.busy")
            #expect(throws: (any Error).self) { try feed.next() }
        }
    }

    @Test func whileKafkaIsAwayMemoryStillAnswers() async throws {
        try await GatewayStage.run(.embedded) { stage in
            let gateway = try await begin(stage)
            let cluster = try #require(stage.dojo.broker.cluster)
            let path = "/api/topics/\(stage.dojo.topics.orders)/records"
            try cluster.down()
            #expect(try gateway.get("\(path)?last=9").json.list("events").count == 9)
            let refused = try gateway.get("\(path)?from=earliest")
            #expect(refused.status == 503)
            #expect(refused.code == "history.failed")
            #expect(refused.headers["retry-after"] == "1")
            try cluster.up()
            try await waitUntil("the past can be read again", timeout: .seconds(60)) {
                try gateway.get("\(path)?from=earliest&limit=150").json.list("events").count == Self.count
            }
        }
    }

    @Test func theSameOverHTTP() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await begin(stage)
            let orders = stage.dojo.topics.orders
            func numbers(_ query: String) throws -> [Int?] {
                let response = try gateway.get("/api/topics/\(orders)/records\(query)")
                #expect(response.status == 200, "\(query): \(response.text)")
                return response.json.list("events").map { $0.object("value").int("n") }
            }
            #expect(try numbers("") == Array(50..<150))
            #expect(try numbers("?last=3&key=k1") == [121, 131, 141])
            #expect(try numbers("?from=earliest&limit=4") == [0, 1, 2, 3])
            #expect(try numbers("?since=\(time(70))&limit=2&where.value.kind=usual") == [70, 71])
            #expect(try numbers("?partition=1&offset=20&limit=1") == [61])
            #expect(try numbers("?from=earliest&where.value.n=42") == [42])
            #expect(try numbers("?from=earliest&where.header.eventId=e43") == [43])
            let page = try gateway.get("/api/topics/\(orders)/records?from=earliest&limit=100").json
            #expect(page["channel"] == orders)
            #expect(try numbers("?from=\(page["cursor"] ?? "")&limit=2") == [100, 101])
            for (query, status, code) in [
                ("?limit=x", 400, "limit.invalid"), ("?from=nowhere", 400, "cursor.invalid"),
                ("?from=latest", 400, "query.invalid"), ("?last=1&since=x", 400, "query.invalid"),
                ("?offset=1", 400, "query.invalid"), ("?partition=x", 400, "query.invalid"),
                ("?where.kind=1", 400, "query.invalid"), ("?partition=7", 404, "partition.unknown"),
                ("?from=another.0-1", 410, "history.reset"),
            ] {
                let response = try gateway.get("/api/topics/\(orders)/records\(query)")
                #expect(response.status == status, "\(query)")
                #expect(response.code == code, "\(query)")
            }
            #expect(try gateway.get("/api/topics/nothing/records").code == "channel.unknown")
        }
    }
}

/// The live feed that begins further back than the gateway's memory.
@Suite("Live from the past", .timeLimit(.minutes(2)))
struct GatewayLatePlaceTests {
    @Test(arguments: BrokerKind.all)
    func theNewestBeyondMemoryAreJoinedToWhatComes(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            for burst in 0..<10 { try await stage.writeNumbered(30, from: burst * 30) }
            let gateway = try await stage.start { $0.history.records = 60 }
            let client = try gateway.connect()
            for count in [30, 60, 61, 150, 299, 1000] {
                try client.subscribe(orders, from: #"{"last":\#(count)}"#)
                let wanted = min(count, 300)
                let numbers = try client.events(wanted).events.map(\.number)
                #expect(Set(numbers).count == wanted, "\(count)")
                // Within a burst nobody knows the order.
                #expect(Set(numbers).isSuperset(of: 300 - wanted / 30 * 30..<300), "\(count)")
            }
            try await stage.writeNumbered(30, from: 300)
            #expect(Set(try client.events(30).events.map(\.number)) == Set(300..<330))
            try client.say(
                #"{"type":"subscribe","id":"s","channels":["\#(orders)"],"from":{"last":2},"keys":["5","105","325"]}"#)
            #expect(try client.hear("subscribed").json["id"] == "s")
            #expect(try client.events(2).events.map(\.number).sorted() == [105, 325])
        }
    }

    @Test(arguments: BrokerKind.all)
    func aFeedBeginsWhereverItIsTold(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let orders = stage.dojo.topics.orders
            for burst in 0..<10 { try await stage.writeNumbered(30, from: burst * 30) }
            let gateway = try await stage.start { $0.history.records = 60 }
            func numbers(_ events: [FeedClient.Event]) -> [Int] {
                events.map { $0.json.object("data").int("n") ?? -1 }
            }
            let all = try gateway.feed("?channels=\(orders)&from=earliest")
            let events = try all.next(300)
            #expect(numbers(events).sorted() == Array(0..<300))
            let last = try gateway.feed("?channels=\(orders)&last=150")
            #expect(Set(numbers(try last.next(150))) == Set(150..<300))

            // Every place that was given on the way leads to the rest, and none of it twice.
            let places = events.indices.dropFirst().filter { events[$0].id != events[$0 - 1].id }
            #expect(places.count > 3)
            for place in places.dropLast() {
                let other = try gateway.feed("?channels=\(orders)", lastEventID: events[place].id)
                let rest = Array(events[(place + 1)...])
                #expect(numbers(try other.next(rest.count)).sorted() == numbers(rest).sorted(), "\(place)")
            }
            let next = try await stage.writeNext()
            #expect(numbers([try all.next()]) == [next])
            #expect(numbers([try last.next()]) == [next])
        }
    }
}

extension GatewayClient {
    /// Says something that has an answer, and takes it; events may come before.
    func ask(_ json: String) throws -> Message {
        try say(json)
        while true {
            let message = try hear()
            if ["result", "error"].contains(message.type) { return message }
        }
    }

    /// - Parameter fields: of the message, as JSON without the braces.
    func history(_ channel: String, _ fields: String) throws -> Value {
        let answer = try ask(#"{"type":"history","id":"h","channel":"\#(channel)",\#(fields)}"#)
        guard answer.type == "result" else { throw Unexpected(answer.text) }
        return answer.json.object("data")
    }
}
