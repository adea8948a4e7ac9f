import Testing
import WebSocketFrames

@testable import Deflate

@Suite("Messages to compress")
struct DeflaterTests {
    private static func text(_ size: Int) -> [UInt8] {
        Array((0..<size / 8 + 1).map { "{\"n\":\($0)}," }.joined().utf8.prefix(size))
    }

    @Test(arguments: Deflater.windows)
    func whatIsCompressedCanBeRead(window: UInt8) throws {
        let deflater = Deflater(windowBits: window)
        for size in [1, 7, 256, 1000, 65_536, 1 << 20] {
            let message = Self.text(size)
            let bytes = try #require(compress(message, with: deflater, room: size + 1000))
            #expect(Inflater().inflate(bytes, limit: size) == .bytes(message), "\(size)")
        }
    }

    /// RFC 7692 §7.2.1, 3: what every message ends with is left out.
    @Test func theTailIsLeftOut() throws {
        let bytes = try #require(compress(Self.text(1000)))
        #expect(Array(bytes.suffix(4)) != [0x00, 0x00, 0xFF, 0xFF])
        #expect(try #require(compress(Array("Hello".utf8))) == [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
    }

    /// What lets clients share a frame.
    @Test func aMessageBecomesTheSameBytesWhateverCameBefore() throws {
        let (deflater, message) = (Deflater(windowBits: 15), Self.text(5000))
        let first = try #require(compress(message, with: deflater, room: 5000))
        _ = compress(Self.text(900), with: deflater, room: 900)
        _ = compress(message, with: deflater, room: 20)
        #expect(compress(message, with: deflater, room: 5000) == first)
        #expect(compress(message, with: Deflater(windowBits: 15), room: 5000) == first)
    }

    @Test func whatDoesNotFitIsNotCompressed() throws {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let deflater = Deflater(windowBits: 15)
        #expect(compress(noise, with: deflater, room: 1000) == nil)
        for room in 0..<40 { #expect(compress(Self.text(1000), with: deflater, room: room) == nil) }
        #expect(compress([], with: deflater, room: 100) == nil)
        #expect(compress(Self.text(1000), with: deflater, room: 1000) != nil)
    }

    /// §7.1.2.1: with a window of 512 bytes nothing refers to what lies 1,000 back.
    @Test func aSmallWindowIsKept() throws {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let wide = try #require(compress(noise + noise, windowBits: 15))
        let small = try #require(compress(noise + noise, windowBits: 9))
        #expect(wide.count < 1200)
        #expect(small.count > 1990)
    }
}
