import Fanout
import JSONText
import Testing

@Suite("Page of records")
struct RecordPageTests {
    private func fill(_ page: inout RecordPage, from ring: ChannelRing) {
        ring.forEach(from: ring.start) { entry, bytes in page.take(entry, in: bytes) }
    }

    private func start() -> Positions {
        var positions = Positions()
        for partition in Int32(0)..<3 { positions[partition] = .init(offset: 0) }
        return positions
    }

    @Test func itEndsAtItsNumberAndKnowsWhereTheNextBegins() {
        let ring = makeRing(interleaved(20))
        var page = RecordPage(from: start(), filter: RecordFilter(), limits: .init(records: 7, bytes: 1 << 20))
        fill(&page, from: ring)
        #expect(page.count == 7)
        #expect(page.isFull)
        #expect((0..<3).map { page.positions[$0]?.offset } == [3, 2, 2])
        #expect(JSONText.isValid([UInt8(ascii: "[")] + page.bytes + [UInt8(ascii: "]")]))
    }

    @Test func itEndsAtItsSizeButHoldsOneRecordAtLeast() {
        let ring = makeRing(interleaved(20))
        var page = RecordPage(from: start(), filter: RecordFilter(), limits: .init(records: 100, bytes: 1))
        fill(&page, from: ring)
        #expect(page.count == 1)
        #expect((0..<3).map { page.positions[$0]?.offset } == [1, 0, 0])
    }

    @Test func whatDoesNotPassIsPassedOver() {
        let ring = makeRing(interleaved(20))
        var page = RecordPage(
            from: start(), filter: RecordFilter(keys: ["nobody"]), limits: .init(records: 5, bytes: 1 << 20))
        fill(&page, from: ring)
        #expect(page.count == 0)
        #expect(!page.isFull)
        #expect(page.positions == ring.endPositions)
    }
}
