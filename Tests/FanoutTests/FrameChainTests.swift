import Testing

@testable import Fanout

@Suite("Frame chain")
struct FrameChainTests {
    /// Frames of up to ten records of one byte each: a frame is its places.
    private struct Frames {
        var chain = FrameChain<Range<UInt64>>(bytes: 50)
        var ringEnd: UInt64 = 0
        var built = 0

        mutating func run(from place: UInt64, most: Int = 1000) -> [Range<UInt64>] {
            var count = 0
            let run = chain.run(from: place, ringEnd: ringEnd, most: most) { from, upTo in
                count += 1
                let end = min(from + 10, upTo)
                return .init(frame: from..<end, end: end, size: Int(end - from), tellsPlace: true)
            }
            built += count
            #expect(run.frames.map(\.upperBound) == Array(run.ends))
            #expect(run.tells.count == run.frames.count)
            return Array(run.frames)
        }
    }

    @Test func everybodyGetsTheSameFrames() {
        var frames = Frames()
        frames.ringEnd = 25
        let first = frames.run(from: 0)
        #expect(first == [0..<10, 10..<20, 20..<25])
        #expect(frames.run(from: 0) == first)
        #expect(frames.run(from: 10) == Array(first[1...]))
        #expect(frames.run(from: 20) == [20..<25])
        #expect(frames.built == 3)
        frames.ringEnd = 28
        #expect(frames.run(from: 25) == [25..<28])
        #expect(frames.run(from: 20) == [20..<25, 25..<28], "who is late gets more of the same")
        #expect(frames.built == 4)
    }

    @Test func noMoreIsTakenThanIsWanted() {
        var frames = Frames()
        frames.ringEnd = 100
        #expect(frames.run(from: 0, most: 1) == [0..<10])
        #expect(frames.run(from: 0, most: 11) == [0..<10, 10..<20])
        #expect(frames.built == 2, "what nobody wants yet is not built")
    }

    @Test(arguments: [(4, 20), (13, 20), (27, 28)] as [(UInt64, UInt64)])
    func whoStandsBetweenTwoFramesJoinsTheOthers(_ from: UInt64, _ first: UInt64) {
        var frames = Frames()
        frames.ringEnd = 20
        _ = frames.run(from: 0)
        frames.ringEnd = 28
        _ = frames.run(from: 20)
        let run = frames.run(from: from)
        let next = from < 10 ? 10 : first
        #expect(run.first == from..<next)
        #expect(run.last?.upperBound == 28)
        for (one, two) in zip(run, run.dropFirst()) { #expect(one.upperBound == two.lowerBound) }
        let built = frames.built
        #expect(frames.run(from: from) == run)
        #expect(frames.built == built, "nor is what is beside the chain built twice")
    }

    @Test func oldFramesLeaveAndTheirPlacesAreServedAllTheSame() {
        var frames = Frames()
        for end in stride(from: 10, through: 1000, by: 10) {
            frames.ringEnd = UInt64(end)
            #expect(frames.run(from: UInt64(end) - 10) == [UInt64(end) - 10..<UInt64(end)])
        }
        #expect(frames.chain.bytes <= 50)
        #expect(frames.chain.start == 950)
        var place: UInt64 = 903
        var seen: [Range<UInt64>] = []
        while place < 1000 {
            let run = frames.run(from: place)
            seen += run
            place = run.last?.upperBound ?? 1000
        }
        #expect(seen.first?.lowerBound == 903)
        #expect(seen.last?.upperBound == 1000)
        for (one, two) in zip(seen, seen.dropFirst()) { #expect(one.upperBound == two.lowerBound) }
    }

    @Test func itBeginsAnewWhereNobodyHasListened() {
        var frames = Frames()
        frames.ringEnd = 10
        _ = frames.run(from: 0)
        frames.ringEnd = 1005
        #expect(frames.run(from: 1000) == [1000..<1005])
        #expect(frames.chain.start == 1000)
        #expect(frames.run(from: 996) == [996..<1000, 1000..<1005])
    }

    /// On a real ring: whatever the limit and wherever a client stands, it gets every record once, in order.
    @Test(arguments: [1, 300, 4000], [0, 17, 63, 99] as [UInt64])
    func noRecordIsLostOrDoubled(_ limit: Int, _ from: UInt64) throws {
        let hundred = interleaved(100)
        let ring = makeRing(hundred, batch: 9)
        var builder = FrameBuilder(channel: "orders", epoch: "e1", sink: TextSink())
        var chain = FrameChain<[UInt8]>(bytes: 2000)
        func run(from place: UInt64, to end: UInt64) -> FrameChain<[UInt8]>.Run {
            chain.run(from: place, ringEnd: end, most: 3000) { from, upTo in
                let to = builder.build(ring, from: from, upTo: upTo, limit: limit)
                return .init(frame: builder.sink.bytes, end: to, size: builder.sink.bytes.count, tellsPlace: true)
            }
        }
        // Somebody who keeps up, in front of whom the chain is made.
        var ahead: UInt64 = 40
        for end in stride(from: 50, through: 90, by: 10) as StrideThrough<UInt64> {
            while ahead < end { ahead = run(from: ahead, to: end).ends.last ?? end }
        }
        var (place, seen) = (from, [Int64]())
        while place < 100 {
            let run = run(from: place, to: 100)
            #expect(run.ends.last ?? 0 > place)
            place = run.ends.last ?? 100
            for frame in run.frames { seen += try EventsFrame(frame).events.map(\.offset) }
            let last = try EventsFrame(try #require(run.frames.last))
            #expect(Cursor(last.cursor)?.positions == ring.positions(at: place))
        }
        #expect(seen == hundred.dropFirst(Int(from)).map(\.offset))
    }
}
