import Testing

@testable import WebSocketFrames

/// Bytes that no client would send, and those that one would, cut anywhere.
@Suite("Frames out of noise", .timeLimit(.minutes(2)))
struct FrameReaderFuzzTests {
    /// Whatever comes: the same events however the bytes are cut, nothing longer than the limit, nothing after an end.
    @Test func howBytesAreCutChangesNothing() {
        for seed in 0..<UInt64(3000) {
            var random = SeededGenerator(seed: seed)
            let bytes = Self.stream(&random)
            let whole = events(of: bytes, limit: 300)
            var reader = FrameReader(messageLimit: 300)
            var inPieces: [FrameEvent] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(Int.random(in: 1...9, using: &random)))
                rest = rest.dropFirst(piece.count)
                var position = 0
                while let event = reader.next(piece.span, from: &position) { inPieces.append(event) }
                #expect(position == piece.count, "seed \(seed)")
            }
            #expect(whole == inPieces, "seed \(seed)")
            for (index, event) in whole.enumerated() {
                switch event {
                case .text(let bytes):
                    #expect(bytes.count <= 300 && String(validating: bytes, as: UTF8.self) != nil, "seed \(seed)")
                case .binary(let bytes): #expect(bytes.count <= 300, "seed \(seed)")
                case .ping(let bytes): #expect(bytes.count <= 125, "seed \(seed)")
                case .pong: break
                case .close, .violation: #expect(index == whole.count - 1, "seed \(seed)")
                }
            }
        }
    }

    /// Frames that are right, some of them damaged.
    private static func stream(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let opcode = [0, 1, 1, 2, 8, 9, 10, UInt8.random(in: 0...15, using: &random)].randomElement(using: &random)
            let size = [0, 1, 5, 60, 125, 126, 200, 301].randomElement(using: &random) ?? 0
            let text = Bool.random(using: &random)
            let payload = (0..<size).map { _ in text ? 0x61 : UInt8.random(in: 0...255, using: &random) }
            bytes += frame(opcode ?? 0, payload, isFinal: Int.random(in: 0..<4, using: &random) > 0)
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
    }
}
