import Fanout
import Testing

@Suite("Resume")
struct ResumeTests {
    /// Reads to the end as a session does; what it was sent, by partition.
    private func read(_ ring: ChannelRing, _ placement: Placement, limit: Int = 300) throws -> [Int32: [Int64]] {
        var builder = FrameBuilder(channel: "orders", epoch: "e1", sink: TextSink())
        var seen: [Int32: [Int64]] = [:]
        var place = placement.sequence
        while place < ring.end {
            place = builder.build(ring, places: place..<ring.end, skip: placement.skip, end: ring.end, limit: limit).to
            for event in try EventsFrame(builder.sink.bytes).events {
                seen[event.partition, default: []].append(event.offset)
            }
        }
        return seen
    }

    @Test func startsWhereAskedTo() {
        let ring = makeRing(interleaved(100, partitions: 1), batch: 7)
        func place(_ start: StartingPoint) -> UInt64 { ring.place(start, epoch: "e1", logStart: Positions()).sequence }
        #expect(place(.latest) == 100)
        #expect(place(.earliest) == 0)
        #expect(place(.last(10)) == 90)
        #expect(place(.last(1000)) == 0)
        #expect(place(.last(0)) == 100)
        #expect(place(.since(1042)) == 42)
        #expect(place(.since(0)) == 0)
        #expect(place(.since(5000)) == 100)
    }

    /// Two gateways interleave three partitions differently; a client moves from one to the other at every point.
    @Test(arguments: [1, 4, 30])
    func noHoleAndNoDoubleOnAnotherGateway(_ batch: Int) throws {
        let one = interleaved(30)
        let other = one.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
        let first = makeRing(one, batch: batch)
        let second = makeRing(other, batch: batch)
        for place in 0...UInt64(30) {
            let cursor = Cursor(epoch: "e1", positions: first.positions(at: place))
            let placement = second.place(.cursor(cursor), epoch: "e1", logStart: Positions())
            #expect(placement.gap == nil)
            let seen = try read(second, placement)
            for partition in 0..<Int32(3) {
                let from = cursor.positions[partition]?.offset ?? 0
                #expect(seen[partition] ?? [] == Array(from..<10), "partition \(partition) from place \(place)")
            }
        }
    }

    @Test func whatTheRingNoLongerHoldsIsSaid() throws {
        let ring = makeRing(
            interleaved(100, partitions: 1), batch: 10, limits: .init(records: 30, bytes: 1 << 20))
        var positions = Positions()
        positions[0] = .init(offset: 20, timestamp: 19)
        let placement = ring.place(
            .cursor(Cursor(epoch: "e1", positions: positions)), epoch: "e1", logStart: Positions())
        #expect(placement.sequence == 70)
        #expect(placement.gap == Gap(reason: .limit, missed: 50))
    }

    @Test func anotherEpochOrAnotherTopicIsAReset() {
        let ring = makeRing(interleaved(10, partitions: 1))
        func gap(epoch: String = "e1", offset: Int64, timestamp: Int64 = -1, partition: Int32 = 0) -> Gap? {
            var positions = Positions()
            positions[partition] = .init(offset: offset, timestamp: timestamp)
            return ring.place(.cursor(Cursor(epoch: epoch, positions: positions)), epoch: "e1", logStart: Positions())
                .gap
        }
        let reset = Gap(reason: .reset, missed: nil)
        #expect(gap(epoch: "e2", offset: 5) == reset)
        #expect(gap(offset: 11) == reset)  // ahead of the topic
        #expect(gap(offset: 5, timestamp: 7) == reset)  // another record stands there now
        #expect(gap(offset: 5, partition: 9) == reset)
        #expect(gap(offset: 5, timestamp: 1004) == nil)
        #expect(gap(offset: 10, timestamp: 1009) == nil)
        #expect(gap(offset: 0) == nil)
    }

    /// Another gateway has read further than this one: that is no reset where Kafka knows of it.
    @Test func aCursorAheadOfTheRingIsSettledByHowFarTheTopicGoes() throws {
        var ring = makeRing(interleaved(10, partitions: 2))
        var positions = Positions()
        positions[0] = .init(offset: 7, timestamp: 2000)
        positions[1] = .init(offset: 3)
        let cursor = Cursor(epoch: "e1", positions: positions)
        func placement() -> Placement { ring.place(.cursor(cursor), epoch: "e1", logStart: Positions()) }
        #expect(ring.outrun(by: cursor) == [0])
        #expect(placement().gap?.reason == .reset)
        ring.topicReaches(6, in: 0)
        #expect(ring.outrun(by: cursor) == [0] && placement().gap?.reason == .reset)
        ring.topicReaches(9, in: 0)
        #expect(ring.outrun(by: cursor).isEmpty && placement().gap == nil)
        #expect(placement().skip == [0: 7])
        #expect(try read(ring, placement()) == [1: [3, 4]])
    }

    @Test func cursorsSurviveTheirTextAndRefuseNonsense() {
        var positions = Positions()
        positions[0] = .init(offset: 12, timestamp: 1_770_297_077_406)
        positions[2] = .init(offset: 0)
        let cursor = Cursor(epoch: Cursor.epoch(clusterID: "abc"), positions: positions)
        #expect(Cursor(cursor.text) == cursor)
        for nonsense in [
            "", ".", "latset", "e.0", "e.x-1", "e.0--1", "e.-1-1", "e.0-1-2-3", "e.99999-1", "e e.0-1", "e.0-1-é",
        ] {
            #expect(Cursor(nonsense) == nil, "\(nonsense)")
        }
    }
}
