import Testing
import WebSocketFrames

@testable import Deflate

@Suite("Compressed messages of clients")
struct InflaterTests {
    private let hello = Array("Hello".utf8)

    /// The examples of RFC 7692, by their sections.
    @Test(
        arguments: [
            ("7.2.3.1: one block", [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
            ("7.2.3.3: a block that is stored", [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00]),
            ("7.2.3.4: a block that says it is the last", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]),
            (
                "7.2.3.5: two blocks",
                [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00]
            ),
        ] as [(String, [UInt8])])
    func theExamplesAreRead(_ section: String, _ bytes: [UInt8]) {
        #expect(Inflater().inflate(bytes, limit: 5) == .bytes(hello), "\(section)")
        #expect(Inflater().inflate(bytes, limit: 4) == .tooLong, "\(section)")
    }

    @Test func anEmptyMessageIsRead() {
        #expect(Inflater().inflate([0x00], limit: 0) == .bytes([]))
    }

    /// §7.2.3.2: with context the second "Hello" would be a reference to the first.
    @Test func nothingIsTakenOverFromOneMessageToTheNext() {
        let inflater = Inflater()
        #expect(inflater.inflate([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], limit: 100) == .bytes(hello))
        #expect(inflater.inflate([0xF2, 0x00, 0x11, 0x00, 0x00], limit: 100) == .malformed)
        #expect(inflater.inflate([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], limit: 100) == .bytes(hello))
    }

    @Test(
        arguments: [
            ("nothing", []),
            ("a kind of block that is reserved", [0x07]),
            ("a stored block whose lengths differ", [0x00, 0x01, 0x00, 0xFD, 0xFF, 0x48, 0x00]),
            ("a block without an end", [0xF2, 0x48, 0xCD]),
            ("a stored block that is cut", [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48]),
            ("a last block that is not followed by another", [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
            ("a reference to before the beginning", [0xF2, 0x00, 0x11, 0x00, 0x00]),
            ("text", Array("{\"type\":\"ping\"}".utf8)),
        ] as [(String, [UInt8])])
    func whatCannotBeReadIsMalformed(_ what: String, _ bytes: [UInt8]) {
        #expect(Inflater().inflate(bytes, limit: 1000) == .malformed, "\(what)")
    }

    /// 64 MiB of nothing, in 64 KiB.
    @Test func aBombStopsAtTheLimit() throws {
        let bytes = try #require(compress([UInt8](repeating: 0, count: 64 << 20)))
        #expect(bytes.count < 500_000)
        let inflater = Inflater()
        for limit in [0, 1, 16_384, (64 << 20) - 1] { #expect(inflater.inflate(bytes, limit: limit) == .tooLong) }
        #expect(inflater.inflate(bytes, limit: 64 << 20) == .bytes([UInt8](repeating: 0, count: 64 << 20)))
    }

    @Test func aMessageOfExactlyTheLimitIsRead() throws {
        let inflater = Inflater()
        for size in [1, 255, 256, 16_384] {
            let message = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let bytes = try #require(compress(message))
            #expect(inflater.inflate(bytes, limit: size) == .bytes(message))
            #expect(inflater.inflate(bytes, limit: size - 1) == .tooLong)
        }
    }
}

/// Compressed, in as much room as it needs.
func compress(_ message: [UInt8], windowBits: UInt8 = 15) -> [UInt8]? {
    compress(message, with: Deflater(windowBits: windowBits), room: message.count + message.count / 100 + 100)
}

func compress(_ message: [UInt8], with deflater: Deflater, room: Int) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: room)
    let length = message.withUnsafeBufferPointer { message in
        output.withUnsafeMutableBufferPointer { deflater.deflate(message, into: $0) }
    }
    return length.map { Array(output.prefix($0)) }
}
