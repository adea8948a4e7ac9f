import Deflate
import JSONText
import Testing

@testable import Bench

@Suite("Frame scan")
struct FrameScanTests {
    /// Two frames of records whose offsets gain a digit, with a gap message between them.
    private static func stream(_ numbers: [Int]) -> [UInt8] {
        let log = ByteCollector()
        let half = numbers.count / 2
        log.add(frame(numbers[..<half]))
        log.add(RawFrames.frame(Array(#"{"type":"gap","channel":"bench"}"#.utf8)))
        log.add(frame(numbers[half...]))
        return log.bytes
    }

    private static func frame(_ numbers: ArraySlice<Int>) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("type", "events")
            $0.field("cursor", "abc.0-1-x")
            $0.array("events") { json in
                for number in numbers {
                    BenchRecord(Stamp(number: number, sentAt: 5), key: "k", valueSize: 350)
                        .write(offset: number, timestamp: 1, to: &json)
                }
            }
        }
        return RawFrames.frame(json.bytes)
    }

    /// What is drawn has the same length, and can be read, too.
    @Test func recordsThatVaryAreRecordsStill() {
        let records = [false, true].map { isVaried in
            (0..<100).map { BenchRecord(Stamp(number: $0, sentAt: 5), key: "k", valueSize: 350, isVaried: isVaried) }
        }
        for (plain, varied) in zip(records[0], records[1]) {
            #expect(varied.value.count == 350 && JSONText.isValid(varied.value))
            #expect(varied.headers.map(\.name) == plain.headers.map(\.name))
            #expect(varied.headers.map(\.value.utf8.count) == plain.headers.map(\.value.utf8.count))
        }
        #expect(Set(records[1].flatMap { $0.headers.map(\.value) }).count == 3 * 100 + 3)
    }

    private final class ByteCollector {
        var bytes: [UInt8] = []
        func add(_ more: [UInt8]) { bytes += more }
    }

    /// Feeds `bytes` in pieces of `size`, and gives again what was not used.
    private static func scan(_ bytes: [UInt8], pieces size: Int) -> (numbers: [Int], gaps: Int, scan: FrameScan) {
        var scan = FrameScan()
        var (numbers, gaps, rest): ([Int], Int, [UInt8]) = ([], 0, [])
        for start in stride(from: 0, to: bytes.count, by: size) {
            rest += bytes[start..<min(start + size, bytes.count)]
            let used = rest.withUnsafeBufferPointer {
                scan.take(
                    $0, onStamp: { numbers.append($0.number) }, onMessage: { kind, _ in if kind == .gap { gaps += 1 } })
            }
            rest.removeFirst(used)
        }
        return (numbers, gaps, scan)
    }

    /// The records that a frame had before it was compressed, and what a server says besides.
    @Test(arguments: [1, 50, 1 << 20])
    func readsCompressedFrames(size: Int) throws {
        let inflater = FrameInflater()
        let records = Self.frame(Array(980..<1020)[...])
        let gap = RawFrames.frame(Array((#"{"type":"gap","channel":"# + String(repeating: " ", count: 300)).utf8))
        let (packedRecords, packedGap) = (try Self.compressed(records), try Self.compressed(gap))
        let bytes = packedRecords + records + packedGap + packedRecords + [0xC1, 1, 7]
        var scan = FrameScan()
        var (numbers, messages, rest): ([Int], [FrameScan.Message], [UInt8]) = ([], [], [])
        for start in stride(from: 0, to: bytes.count, by: size) {
            rest += bytes[start..<min(start + size, bytes.count)]
            let used = rest.withUnsafeBufferPointer {
                scan.take(
                    $0, inflate: inflater.inflate, onStamp: { numbers.append($0.number) },
                    onMessage: { kind, _ in messages.append(kind) })
            }
            rest.removeFirst(used)
        }
        #expect(numbers == [Int](repeating: 0, count: 3).flatMap { _ in Array(980..<1020) })
        #expect(messages == [.gap, .unreadable])
        #expect(rest.isEmpty)
    }

    /// A frame of the bare server, compressed.
    private static func compressed(_ frame: [UInt8]) throws -> [UInt8] {
        let payload = Array(frame.dropFirst(frame[1] == 127 ? 10 : frame[1] == 126 ? 4 : 2))
        var output = [UInt8](repeating: 0, count: payload.count)
        let length = try #require(
            payload.withUnsafeBufferPointer { payload in
                output.withUnsafeMutableBufferPointer { Deflater(windowBits: 15).deflate(payload, into: $0) }
            })
        var compressed = RawFrames.frame(Array(output.prefix(length)))
        compressed[0] |= 0x40
        return compressed
    }

    @Test(arguments: [1, 7, 333, 4096, 1 << 20])
    func findsEveryStampWhateverThePiecesAre(size: Int) {
        let numbers = Array(980..<1020)
        let found = Self.scan(Self.stream(numbers), pieces: size)
        #expect(found.numbers == numbers)
        #expect(found.gaps == 1)
        #expect(found.scan.sequence.missing == 0 && found.scan.sequence.doubled == 0)
    }

    @Test func countsWhatIsMissingAndWhatComesTwice() {
        let found = Self.scan(Self.stream([5, 6, 9, 9, 10, 8, 11, 12]), pieces: 100)
        #expect(found.scan.sequence.missing == 2)
        #expect(found.scan.sequence.doubled == 2)
    }

    @Test func aStampSaysWhatItWasGiven() {
        let stamp = Stamp(number: 12_345_678, sentAt: 1_234_567_890_123_456)
        let bytes = Array(#""value":"#.utf8) + stamp.value(size: 350)
        #expect(stamp.value(size: 350).count == 350)
        #expect(JSONText.isValid(stamp.value(size: 350)))
        #expect(bytes.withUnsafeBufferPointer { Stamp.isMarker($0.baseAddress!) })
        #expect(bytes.withUnsafeBufferPointer { Stamp(at: $0.baseAddress!) } == stamp)
    }
}
