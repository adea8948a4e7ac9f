import Testing

@testable import WebServer

@Suite("Frame buffer")
struct FrameBufferTests {
    private func text(_ buffer: FrameBuffer) -> String {
        buffer.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }

    @Test func itTakesEverythingInOrderAndGrows() {
        let buffer = FrameBuffer(capacity: 1)
        buffer.append(UInt8(ascii: "["))
        buffer.append([1, 2].map { $0 + 48 })
        buffer.append(contentsOf: [UInt8(ascii: ","), UInt8(ascii: " ")].span)
        buffer.append("é")
        buffer.append(literal: "]")
        #expect(text(buffer) == "[12, é]")
        let long = String(repeating: "x", count: 10_000)
        buffer.append(long)
        #expect(text(buffer) == "[12, é]" + long)
        buffer.truncate(to: 3)
        #expect(text(buffer) == "[12")
        buffer.removeAll()
        #expect(buffer.isEmpty)
        buffer.append(contentsOf: [7, 8].span.bytes)
        #expect(buffer.count == 16)
    }

    @Test func numbersAreDecimal() {
        for number in [0, 9, 10, -1, 1234, Int.max, Int.min] {
            let buffer = FrameBuffer()
            buffer.append(number: number)
            #expect(text(buffer) == "\(number)")
        }
    }
}
