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
