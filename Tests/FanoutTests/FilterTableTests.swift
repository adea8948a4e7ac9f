import Fanout
import Testing

@Suite("Filtered views")
struct FilterTableTests {
    /// Records with keys `k0`, `k1` … in turn, in batches of 7.
    private func fill(
        _ ring: inout ChannelRing, _ table: FilterTable, _ encoder: inout RecordEncoder, _ range: Range<Int>
    ) {
        for index in range {
            encoder.append(
                .init(
                    partition: 0, offset: Int64(index), timestamp: Int64(index), key: Array("k\(index % 5)".utf8),
                    value: Array(#"{"even":\#(index.isMultiple(of: 2))}"#.utf8), headers: []))
            if index % 7 == 6, let batch = encoder.takeBatch() {
                ring.append(batch)
                _ = table.take(batch)
            }
        }
        if let batch = encoder.takeBatch() {
            ring.append(batch)
            _ = table.take(batch)
        }
    }

    private func start(limit: Int = 1000) -> (ChannelRing, FilterTable, RecordEncoder) {
        var positions = Positions()
        positions[0] = .init(offset: 0)
        return (
            ChannelRing(limits: .init(records: limit, bytes: 1 << 20), positions: positions), FilterTable(),
            RecordEncoder(positions: positions)
        )
    }

    private let evenOnKey3 = RecordFilter(
        keys: ["k3"], conditions: [.init(.field("even"), equals: .flag(true))])

    @Test func aViewHoldsWhatMatchesBeforeAndAfterItWasMade() {
        var (ring, table, encoder) = start()
        fill(&ring, table, &encoder, 0..<50)
        let view = table.view(of: evenOnKey3, in: ring)
        fill(&ring, table, &encoder, 50..<100)
        let expected = (0..<100).filter { $0 % 5 == 3 && $0.isMultiple(of: 2) }.map(UInt64.init)
        #expect(Array(view.places(from: 0)) == expected)
        #expect(view.end == expected.count)
        #expect(view.ordinal(at: 0) == 0)
        #expect(view.ordinal(at: 9) == 1)
        #expect(view.ordinal(at: 100) == expected.count)
    }

    @Test func whatLeftTheRingStillCounts() {
        var (ring, table, encoder) = start(limit: 20)
        let view = table.view(of: RecordFilter(keys: ["k1", "k2"]), in: ring)
        fill(&ring, table, &encoder, 0..<100)
        view.trim(before: ring.start)
        #expect(view.end == 40)
        #expect(view.start == 40 - view.places(from: 0).count)
        #expect(view.places(from: 0).allSatisfy { $0 >= ring.start })
        #expect(Array(view.places(from: 38)) == [96, 97])
    }

    @Test func equalFiltersShareAViewUntilTheLastLetsGo() {
        var (ring, table, encoder) = start()
        let first = table.view(of: evenOnKey3, in: ring)
        let second = table.view(of: evenOnKey3, in: ring)
        #expect(first === second)
        table.release(first)
        fill(&ring, table, &encoder, 0..<10)
        #expect(first.end == 1)
        table.release(second)
        #expect(table.isEmpty)
        fill(&ring, table, &encoder, 10..<20)
        #expect(first.end == 1)
    }

    @Test func onlyTheViewsThatGrewAreNamed() {
        var (ring, table, encoder) = start()
        let wanted = table.view(of: RecordFilter(keys: ["k4"]), in: ring)
        _ = table.view(of: RecordFilter(keys: ["other"]), in: ring)
        for index in 0..<5 {
            encoder.append(
                .init(
                    partition: 0, offset: Int64(index), timestamp: 0, key: Array("k\(index)".utf8), value: nil,
                    headers: []))
        }
        let batch = encoder.takeBatch()!
        ring.append(batch)
        #expect(table.take(batch).map(ObjectIdentifier.init) == [ObjectIdentifier(wanted)])
    }

    @Test func chosenRecordsMakeFramesWithoutHoleOrDouble() throws {
        var (ring, table, encoder) = start()
        fill(&ring, table, &encoder, 0..<100)
        let view = table.view(of: RecordFilter(keys: ["k0", "k4"]), in: ring)
        var builder = FrameBuilder(channel: "c", epoch: "e1", sink: TextSink())
        var ordinal = 0
        var seen: [Int64] = []
        var to: UInt64 = 0
        while ordinal < view.end {
            let built = builder.build(
                ring, places: view.places(from: ordinal), skip: [:], end: ring.end, limit: 500)
            to = built.to
            seen += try EventsFrame(builder.sink.bytes).events.map(\.offset)
            ordinal = view.ordinal(at: to)
        }
        #expect(seen == (0..<100).filter { $0 % 5 == 0 || $0 % 5 == 4 }.map(Int64.init))
        #expect(to == 100)  // past what was left out, too
    }

    @Test func conflationKeepsTheNewestOfEachKey() {
        var (ring, table, encoder) = start()
        fill(&ring, table, &encoder, 0..<23)
        encoder.append(.init(partition: 0, offset: 23, timestamp: 0, key: nil, value: nil, headers: []))
        encoder.append(.init(partition: 0, offset: 24, timestamp: 0, key: nil, value: nil, headers: []))
        encoder.append(.init(partition: 0, offset: 25, timestamp: 0, key: Array("k0".utf8), value: nil, headers: []))
        ring.append(encoder.takeBatch()!)
        #expect(ring.newest(of: ring.start..<ring.end) == [18, 19, 21, 22, 23, 24, 25])
        #expect(ring.holdsMore(than: 100, from: 0))
        #expect(!ring.holdsMore(than: 1 << 20, from: 0))
        #expect(!ring.holdsMore(than: 0, from: ring.end))
    }
}
