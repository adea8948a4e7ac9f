import Fanout
import Testing

@Suite("Ring and frames")
struct RingTests {
    private let hundred = interleaved(100)

    @Test(arguments: [1, 7, 100])
    func framesHoldEverythingFromAPlaceOn(_ batch: Int) throws {
        let ring = makeRing(hundred, batch: batch)
        var builder = FrameBuilder(channel: "orders", epoch: "e1", sink: TextSink())
        for from in [0, 1, 6, 7, 50, 99] as [UInt64] {
            #expect(builder.build(ring, from: from, limit: 1 << 20) == 100)
            let frame = try EventsFrame(builder.sink.bytes)
            #expect(frame.events.map(\.offset) == hundred.dropFirst(Int(from)).map(\.offset))
            #expect(frame.events.map(\.partition) == hundred.dropFirst(Int(from)).map(\.partition))
            #expect(Cursor(frame.cursor)?.positions == ring.endPositions)
        }
    }

    @Test(arguments: [1, 200, 500, 4000])
    func aLimitCutsFramesWithoutAHole(_ limit: Int) throws {
        let ring = makeRing(hundred, batch: 9)
        var builder = FrameBuilder(channel: "orders", epoch: "e1", sink: TextSink())
        var place: UInt64 = 0
        var seen: [Int64] = []
        while place < ring.end {
            let to = builder.build(ring, from: place, limit: limit)
            #expect(to > place)
            let frame = try EventsFrame(builder.sink.bytes)
            #expect(frame.events.count == Int(to - place))
            #expect(Cursor(frame.cursor)?.positions == ring.positions(at: to))
            seen += frame.events.map(\.offset)
            place = to
        }
        #expect(seen == hundred.map(\.offset))
    }

    @Test func oldBatchesLeaveByCountAndByBytes() {
        let byCount = makeRing(hundred, batch: 10, limits: .init(records: 25, bytes: 1 << 20))
        #expect(byCount.count == 20)
        #expect(byCount.start == 80)
        #expect(byCount.startPositions[0]?.offset == 27)
        let byBytes = makeRing(hundred, batch: 10, limits: .init(records: 1000, bytes: 3000))
        #expect(byBytes.count < 50)
        #expect(byBytes.end == 100)
        let tiny = makeRing(hundred, batch: 10, limits: .init(records: 1, bytes: 1))
        #expect(tiny.count == 10)
    }

    @Test(arguments: [(25, 1 << 20), (1000, 3000), (1, 1), (1000, 1 << 20)])
    func itIsKnownBeforeABatchComesWhatItWillPushOut(_ records: Int, _ bytes: Int) {
        var ring = makeRing([], batch: 10, limits: .init(records: records, bytes: bytes))
        for (number, batch) in makeBatches(hundred, of: 10).enumerated() {
            let start = ring.start(adding: batch)
            ring.append(batch)
            #expect(ring.start == start, "after batch \(number)")
        }
    }

    @Test func aFrameIsBuiltOnceForAllAtOnePlace() {
        var ring = makeRing(hundred, batch: 10)
        var builder = FrameBuilder(channel: "orders", epoch: "e1", sink: TextSink())
        _ = builder.build(ring, from: 0, limit: 1 << 20)
        let bytes = builder.sink.bytes
        builder.sink.removeAll()
        _ = builder.build(ring, from: 0, limit: 1 << 20)
        #expect(builder.sink.bytes.isEmpty)  // nothing was written again
        ring = makeRing(hundred + [(0, 34, 2000)], batch: 10)
        #expect(builder.build(ring, from: 0, limit: 1 << 20) == 101)
        #expect(builder.sink.bytes.count > bytes.count)
    }

    @Test func oddRecordsAreCarriedWithAFlag() throws {
        var encoder = RecordEncoder(positions: Positions())
        let odd: [(key: [UInt8]?, value: [UInt8]?)] = [
            (nil, nil), ([0xFF], [0xFF, 0xFE]), (Array("k\"".utf8), Array("not json".utf8)), ([], Array(" [1] ".utf8)),
        ]
        for (offset, record) in odd.enumerated() {
            encoder.append(
                .init(
                    partition: 0, offset: Int64(offset), timestamp: 1, key: record.key, value: record.value,
                    headers: [("a", Array("1".utf8)), ("b", nil), ("a", Array("2".utf8))]))
        }
        let taken = encoder.takeBatch()
        let batch = try #require(taken)
        let text = String(decoding: batch.bytes, as: UTF8.self)
        let head = #"{"partition":0,"offset":"#
        let headers = #""headers":{"a":["1","2"],"b":""}"#
        #expect(
            text
                == [
                    head + #"0,"timestamp":1,"key":null,\#(headers),"value":null}"#,
                    head
                        + #"1,"timestamp":1,"key":"/w==","keyEncoding":"base64",\#(headers),"value":"//4=","encoding":"base64"}"#,
                    head + #"2,"timestamp":1,"key":"k\"",\#(headers),"value":"bm90IGpzb24=","encoding":"base64"}"#,
                    head + #"3,"timestamp":1,"key":"",\#(headers),"value": [1] }"#,
                ].joined(separator: ","))
        let more = encoder.takeBatch()
        #expect(more == nil)
        let values = batch.entries.map {
            String(decoding: batch.bytes[Int($0.value.lowerBound)..<Int($0.value.upperBound)], as: UTF8.self)
        }
        #expect(values == ["null", #""//4=""#, #""bm90IGpzb24=""#, " [1] "])
    }

    @Test func aBatchKnowsWhereItsEventIdsLie() throws {
        var encoder = RecordEncoder(positions: Positions())
        encoder.append(
            .init(
                partition: 0, offset: 0, timestamp: 1, key: nil, value: nil,
                headers: [("eventId", Array("abc-1".utf8)), ("source", Array("x".utf8))]))
        let taken = encoder.takeBatch()
        let batch = try #require(taken)
        let range = batch.entries[0].eventID
        #expect(
            String(decoding: batch.bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self) == #""abc-1""#)
    }
}
