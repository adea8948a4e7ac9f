import Fanout
import Testing

@testable import Gateway

@Suite("What was read of late")
struct RecentChunksTests {
    private func chunk(_ bytes: Int) -> HistoryChunk {
        var encoder = RecordEncoder(positions: Positions())
        encoder.append(
            .init(
                partition: 0, offset: 0, timestamp: 0, key: nil,
                value: Array("\"\(String(repeating: "x", count: bytes))\"".utf8), headers: []))
        return HistoryChunk(batch: encoder.takeBatch(), end: Positions())
    }

    private func range(_ offsets: Range<Int64>) -> HistoryRange { HistoryRange(topic: "t", offsets: [0: offsets]) }

    @Test func theSameRangeIsGivenAgainForAWhile() {
        var recent = RecentChunks(bytes: 10_000, lifetime: .seconds(5))
        recent.add(chunk(10), of: range(0..<5), at: .seconds(100))
        #expect(recent.chunk(of: range(0..<5), at: .seconds(104)) != nil)
        #expect(recent.chunk(of: range(0..<6), at: .seconds(104)) == nil)
        #expect(recent.chunk(of: range(0..<5), at: .seconds(105)) == nil)
        recent.removeExpired(at: .seconds(105))
        #expect(recent.isEmpty)
    }

    @Test func theOldestGoFirstWhenTheyAreTooLarge() {
        var recent = RecentChunks(bytes: 2500, lifetime: .seconds(5))
        for index in 0..<3 { recent.add(chunk(1000), of: range(Int64(index)..<10), at: .zero) }
        #expect((0..<3).map { recent.chunk(of: range(Int64($0)..<10), at: .zero) != nil } == [false, true, true])
        recent.add(chunk(5000), of: range(5..<9), at: .zero)
        #expect(recent.isEmpty)
    }

    /// Whoever comes from wherever reads the same ranges after the first.
    @Test func piecesEndAtTheSamePlacesForAll() {
        func ends(from start: Int64) -> [Int64] {
            var rest = range(start..<1050)
            var ends: [Int64] = []
            while !rest.isEmpty {
                let end = rest.piece(most: 200).offsets[0]!.upperBound
                ends.append(end)
                var positions = Positions()
                positions[0] = .init(offset: end)
                rest = rest.after(positions)
            }
            return ends
        }
        #expect(ends(from: 0) == [200, 400, 600, 800, 1000, 1050])
        #expect(ends(from: 399) == [400, 600, 800, 1000, 1050])
        #expect(ends(from: 400) == [600, 800, 1000, 1050])
    }
}
